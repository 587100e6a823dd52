import { rowRunner } from '../shared/row';
import { noAnswer, notSent, problem, readAnswer } from './answers';
import { type TokenPayCredential, baseUrlOf, credentialProblem, readCredential } from './environment';
import { NAMING } from './operation';
import { operationOf } from './resources';

/** Runs one row of the TokenPay node. */
export const runRow = rowRunner<TokenPayCredential>({
	readCredential,
	credentialProblem,
	pace: (credential) => ({
		sharedBy: `${baseUrlOf(credential)} ${credential.appId}`,
		requestsPerSecond: credential.requestsPerSecond,
	}),
	operationOf,
	naming: NAMING,
	readAnswer: (raw, { verifyResponses, appSecret }) => readAnswer(raw, verifyResponses ? appSecret : undefined),
	noAnswer,
	notSent,
	problem,
});
