import { saveContract } from '../../tools/contract/save';
import { daxPay } from './savedPlatform';

void saveContract(daxPay);
