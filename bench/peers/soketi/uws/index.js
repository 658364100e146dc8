module.exports = require('@uwsjs/core');
