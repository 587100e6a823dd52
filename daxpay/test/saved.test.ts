import { testSavedWorkflows } from '../../tools/testing/savedWorkflows';
import { daxPay } from '../tools/savedPlatform';

testSavedWorkflows(daxPay);
