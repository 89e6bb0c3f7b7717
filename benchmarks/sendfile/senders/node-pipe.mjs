// Sends a file with fs.createReadStream().pipe(socket); argv[6] is what the stream reads at once, in bytes, unless it is its own default.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import { measure } from './measured.mjs';

const highWaterMark = process.argv[6] === undefined ? {} : { highWaterMark: Number(process.argv[6]) };

await measure(async (port, path, count) => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  createReadStream(path, { end: count - 1, ...highWaterMark }).pipe(socket);
  const [answer] = await once(socket, 'data');
  return answer;
});
