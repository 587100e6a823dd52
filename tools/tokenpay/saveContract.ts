import { saveContract } from '../../core/tools/contract/save';
import { tokenPay } from './savedPlatform';

void saveContract(tokenPay);
