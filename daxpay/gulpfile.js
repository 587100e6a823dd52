module.exports = require('../core/tools/build/package').tasksFor(__dirname);
