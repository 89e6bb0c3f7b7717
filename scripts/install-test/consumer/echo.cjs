const { run } = require('tsyncio');
const { echo } = require('./echo-once.cjs');

run((loop) => echo(loop)).then(console.log);
