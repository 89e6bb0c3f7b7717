// Sends more lines through `sort` than a pipe holds, at the pace at which it
// takes them, and reads the result.
//
//   node --import tsx apps/docs/programs/sort-lines.ts
import { type Future, run, type SubprocessProtocol, type SubprocessTransport, type WriteTransport } from 'tsyncio';

class Collect implements SubprocessProtocol {
  readonly #output: Buffer[] = [];
  readonly #ended: Future<Buffer>;
  #room: Future<void> | null = null;

  constructor(ended: Future<Buffer>) {
    this.#ended = ended;
  }
  pipeDataReceived(fd: number, data: Buffer): void {
    if (fd === 1) this.#output.push(data);
  }
  // Flow control of stdin: between these two it takes nothing more.
  pauseWriting(): void {
    this.#room = this.#ended.getLoop().createFuture<void>();
  }
  resumeWriting(): void {
    this.#room?.setResult();
    this.#room = null;
  }
  async drained(): Promise<void> {
    if (this.#room !== null) await this.#room;
  }
  // The last call, after the exit and the end of every pipe.
  connectionLost(): void {
    this.#ended.setResult(Buffer.concat(this.#output));
  }
}

async function feed(transport: SubprocessTransport, protocol: Collect, lines: number): Promise<void> {
  const stdin = transport.getPipeTransport(0) as WriteTransport;
  for (let n = lines; n > 0; n--) {
    stdin.write(`line ${String(n).padStart(6, '0')}\n`);
    await protocol.drained();
  }
  stdin.writeEof(); // for a pipe: close it, behind what is buffered
}

await run(async (loop) => {
  const ended = loop.createFuture<Buffer>();
  const [transport, protocol] = await loop.subprocessExec(() => new Collect(ended), ['sort'], { stderr: null });
  await feed(transport, protocol, 100_000);
  const sorted = String(await ended)
    .trimEnd()
    .split('\n');
  console.log(`sort ended with ${transport.getReturncode()}: ${sorted.length} lines, the first is "${sorted[0]}"`);
});
