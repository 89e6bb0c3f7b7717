// What the workers of workerpool are given to do.
import workerpool from 'workerpool';
import { compute, echo, noop } from './work.mjs';

const pass = (buffer) => new workerpool.Transfer(buffer, [buffer]);

workerpool.worker({ noop, echo, pass, compute });
