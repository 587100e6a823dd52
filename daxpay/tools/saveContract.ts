import { saveContract } from '../../core/tools/contract/save';
import { daxPay } from './savedPlatform';

void saveContract(daxPay);
