import { saveContract } from '../contract/save';
import { tokenPay } from './savedPlatform';

void saveContract(tokenPay);
