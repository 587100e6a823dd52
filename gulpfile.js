module.exports = require('./core/tools/build/gulpTasks').tasksFor(__dirname);
