// Functions that workers load by reference, from CommonJS.
module.exports = (n) => n + 1;
module.exports.add = (a, b) => a + b;
module.exports.folder = () => __dirname;
