// Gets the date from a child process, with a protocol that collects what it prints.
//
//   node --import tsx examples/get-date.ts
import { type Future, run, type SubprocessProtocol } from 'tsyncio';

class DateProtocol implements SubprocessProtocol {
  readonly #output: Buffer[] = [];
  readonly #ended: Future<string>;

  constructor(ended: Future<string>) {
    this.#ended = ended;
  }

  pipeDataReceived(_fd: number, data: Buffer): void {
    this.#output.push(data);
  }

  // The last call: after every pipe is closed and the child has ended.
  connectionLost(): void {
    this.#ended.setResult(Buffer.concat(this.#output).toString('ascii').trimEnd());
  }
}

const code = 'console.log(new Date().toISOString())';

const date = await run(async (loop) => {
  const ended = loop.createFuture<string>();
  const [transport] = await loop.subprocessExec(() => new DateProtocol(ended), [process.execPath, '-e', code], {
    stdin: null,
    stderr: null,
  });
  const output = await ended;
  transport.close();
  return output;
});

console.log(`Current date: ${date}`);
