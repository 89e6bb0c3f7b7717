// Copies its standard input to its standard output, and reads no faster than the output takes.
import { type ReadTransport, run, type WriteTransport } from 'tsyncio';

await run(async (loop) => {
  const done = loop.createFuture<void>();
  let input: ReadTransport | undefined;
  const makeWriter = () => ({
    pauseWriting: () => input?.pauseReading(),
    resumeWriting: () => input?.resumeReading(),
    connectionLost: (error: Error | null) => (error ? done.setException(error) : done.setResult()),
  });
  const [output] = await loop.connectWritePipe(makeWriter, 1);
  const makeReader = (out: WriteTransport) => ({
    dataReceived: (data: Buffer) => out.write(data),
    eofReceived: () => out.writeEof(),
  });
  [input] = await loop.connectReadPipe(() => makeReader(output), 0);
  await done;
});
