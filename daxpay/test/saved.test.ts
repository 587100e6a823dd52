import { testSavedWorkflows } from '../../core/tools/testing/savedWorkflows';
import { daxPay } from '../tools/savedPlatform';

testSavedWorkflows(daxPay);
