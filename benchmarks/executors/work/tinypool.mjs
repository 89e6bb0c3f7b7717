// What the workers of tinypool are given to do.
import Tinypool from 'tinypool';

export { compute, echo, noop } from './work.mjs';

export const pass = (buffer) => Tinypool.move(buffer);
