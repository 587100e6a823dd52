/** The secret of credentials that are tested: it must never come out. As long as TokenPay wants one. */
export const SECRET = 'Secret-Secret-Secret-Secret-3232';
