// Adopts standard input and error, which are one socket, closes the first, and says over the second whether that blocks, and did before.
import { nativeSocketCalls } from '@tsyncio/native';
import { socket } from '../../src/index.ts';

const kernel = { name: 'native', sockets: nativeSocketCalls() };
const before = kernel.sockets.getblocking(0) !== 0;
const [input, output] = [0, 2].map((fd) => socket(undefined, undefined, undefined, { fd, kernel }));
input?.close();
output?.send(`${before} ${output.getblocking()}`);
