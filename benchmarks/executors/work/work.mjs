// What workers are given to do, for pools that load a module and pass one argument.

export const noop = (value) => value;

export const echo = (bytes) => bytes;

/** Some milliseconds of arithmetic: steps of a congruential generator. */
export function compute(steps) {
  let state = 1;
  for (let step = 0; step < steps; step++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return state;
}
