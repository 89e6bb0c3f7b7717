// A line that says how far a run is, for whoever watches it.

export function showProgress(round, rounds) {
  if (process.stderr.isTTY) process.stderr.write(`\rround ${round + 1} of ${rounds} ${round + 1 === rounds ? '\n' : ''}`);
}
