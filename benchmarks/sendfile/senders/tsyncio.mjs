// Sends a file with loop.sendfile.
import { open } from 'node:fs/promises';
import { run } from 'tsyncio';
import { measure } from './measured.mjs';

await run((loop) =>
  measure(async (port, path, count) => {
    const answered = loop.createFuture();
    const protocol = { dataReceived: (data) => answered.setResult(data) };
    const [transport] = await loop.createConnection(() => protocol, { host: '127.0.0.1', port });
    const file = await open(path);
    try {
      await loop.sendfile(transport, file, { count });
    } finally {
      await file.close();
    }
    transport.writeEof();
    const answer = await answered;
    transport.close();
    return answer;
  }),
);
