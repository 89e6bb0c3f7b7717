// What the workers of piscina are given to do.
import { move } from 'piscina';

export { compute, echo, noop } from './work.mjs';

export const pass = (buffer) => move(buffer);
