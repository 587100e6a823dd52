// Types are checked by `npm run lint`; here each file is only transpiled.
module.exports = require('@swc/jest').createTransformer({ jsc: { parser: { syntax: 'typescript' } } });
