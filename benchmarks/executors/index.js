// `node benchmarks/executors` resolves a directory to index.js and to nothing else.
import('./run.mjs');
