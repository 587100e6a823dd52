module.exports = require('../tools/build/package').tasksFor(__dirname);
