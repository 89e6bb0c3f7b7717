// Child processes with loop.subprocessExec. argv[5] is `buffered` to receive into memory of the protocol.
import { DEVNULL, PIPE, run } from 'tsyncio';
import { checkCount, checkExit, inLanes, line, measure, piece, together } from './measured.mjs';

/** Counts what it receives; `lost` is done when the child has ended and its pipes are closed. */
class Child {
  received = 0;
  drained = null;

  constructor(loop) {
    this.loop = loop;
    this.lost = loop.createFuture();
    this.echoed = loop.createFuture();
  }

  pipeDataReceived(_fd, data) {
    this.received += data.length;
    if (this.received >= line.length && !this.echoed.done()) this.echoed.setResult();
  }

  pauseWriting() {
    this.drained = this.loop.createFuture();
  }

  resumeWriting() {
    const { drained } = this;
    this.drained = null;
    drained.setResult();
  }

  connectionLost() {
    this.lost.setResult();
  }
}

const memory = Buffer.alloc(256 << 10);

/** Receives into the same memory again and again. */
class BufferedChild extends Child {
  getPipeBuffer() {
    return memory;
  }

  pipeBufferUpdated(fd, nbytes) {
    this.pipeDataReceived(fd, memory.subarray(0, nbytes));
  }
}

const Protocol = process.argv[5] === 'buffered' ? BufferedChild : Child;

const start = (loop, program, stdio) => loop.subprocessExec(() => new Protocol(loop), [program], stdio);

async function end(transport, child, wanted) {
  await child.lost;
  checkExit(transport.getReturncode());
  checkCount(child.received, wanted);
}

async function spawnTrue(loop, stdio) {
  const [transport, child] = await start(loop, '/bin/true', { stdin: stdio, stdout: stdio, stderr: stdio });
  await end(transport, child, 0);
}

const startCat = (loop) => start(loop, '/bin/cat', { stdin: PIPE, stdout: PIPE, stderr: DEVNULL });

async function throughCat(loop, total) {
  const [transport, child] = await startCat(loop);
  const stdin = transport.getPipeTransport(0);
  for (let sent = 0; sent < total; sent += piece.length) {
    stdin.write(piece);
    if (child.drained) await child.drained;
  }
  stdin.writeEof();
  await end(transport, child, total);
}

async function echo(loop) {
  const [transport, child] = await startCat(loop);
  transport.getPipeTransport(0).write(line);
  await child.echoed;
  return async () => {
    transport.getPipeTransport(0).writeEof();
    await end(transport, child, line.length);
  };
}

const main = (loop) =>
  measure({
    one: (count) => inLanes(count, 1, () => spawnTrue(loop, PIPE)),
    eight: (count) => inLanes(count, 8, () => spawnTrue(loop, PIPE)),
    bare: (count) => inLanes(count, 1, () => spawnTrue(loop, DEVNULL)),
    cat: (total) => throughCat(loop, total),
    hundred: (times) =>
      inLanes(times, 1, async () => {
        const ends = await Promise.all(Array.from({ length: together }, () => echo(loop)));
        await Promise.all(ends.map((end) => end()));
      }),
  });

await run(main);
