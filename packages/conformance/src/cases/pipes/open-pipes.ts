import type { Loop, ReadTransport, WriteTransport } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';
import type { Reactions, Recorder } from '../transports/recorder.ts';

/** What a subject gives for the need 'pipes'. */
export interface PipeMaker {
  /** The two ends of a pipe, non-blocking. */
  open(loop: Loop): readonly [reader: PipeEnd, writer: PipeEnd];
}

export interface PipeEnd {
  readonly fd: number;
  /** Up to so many bytes; an empty buffer at the end, `null` when there is nothing now. */
  read(nbytes: number): Buffer | null;
  /** How many bytes went, 0 when it is full. */
  write(data: Uint8Array | string): number;
  close(): void;
}

export interface PipeStage extends TransportStage {
  /** A pipe whose read end belongs to the transport of a recorder, and its write end. */
  reading(name: string, on?: Reactions): Promise<readonly [Recorder, ReadTransport, PipeEnd]>;
  /** A pipe whose write end belongs to the transport of a recorder, and its read end. */
  writing(name: string, on?: Reactions): Promise<readonly [Recorder, WriteTransport, PipeEnd]>;
  /** A bare pipe. */
  pipe(): readonly [PipeEnd, PipeEnd];
  /** Read from a bare end, in turns to come, until so many bytes came, or the end. */
  drain(end: PipeEnd, bytes?: number): Promise<Buffer>;
}

/** As `withTransports`, with pipes. */
export function withPipes(body: (net: PipeStage) => Promise<void>): Case['run'] {
  return (stage) => withTransports((net) => body(extend(net, stage.ability<PipeMaker>('pipes'))))(stage);
}

function extend(net: TransportStage, maker: PipeMaker): PipeStage {
  const pipe = (): readonly [PipeEnd, PipeEnd] => maker.open(net.loop);
  return {
    ...net,
    pipe: () => {
      const ends = pipe();
      for (const end of ends) net.own(end);
      return ends;
    },
    reading: async (name, on = {}) => {
      const [reader, writer] = pipe();
      net.own(writer);
      const protocol = net.recorder(name, on);
      const [transport] = await net.loop.connectReadPipe(() => protocol, reader.fd);
      return [protocol, transport, writer];
    },
    writing: async (name, on = {}) => {
      const [reader, writer] = pipe();
      net.own(reader);
      const protocol = net.recorder(name, on);
      const [transport] = await net.loop.connectWritePipe(() => protocol, writer.fd);
      return [protocol, transport, reader];
    },
    drain: (end, bytes = Number.POSITIVE_INFINITY) => drain(net, end, bytes),
  };
}

async function drain(net: TransportStage, end: PipeEnd, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let length = 0; length < bytes; ) {
    const part = end.read(65_536);
    if (part === null) await net.pass(1);
    else if (part.length === 0) break;
    else {
      parts.push(part);
      length += part.length;
    }
  }
  return Buffer.concat(parts);
}
