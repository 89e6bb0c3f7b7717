import { constants as os } from 'node:os';
import { socketpair } from '@tsyncio/sockets';
import { expect, test } from 'vitest';
import { Ends } from '../pipe-ends.ts';
import { finish, openSide, Recorder } from '../recorder.ts';
import { until } from '../with-loop.ts';
import { withFaults } from './failing-calls.ts';

const REFUSED = -os.errno.ENOSPC;

test('a connection that the system will not watch is lost', () =>
  withFaults(async (loop, faults) => {
    const [sock, peer] = socketpair();
    const protocol = new Recorder();
    faults.answers.register = [REFUSED];
    await loop.createConnection(() => protocol, { sock });
    await until(() => protocol.lost);
    expect(protocol.events).toEqual(['made', 'lost ENOSPC']);
    expect(sock.fileno()).toBe(-1);
    peer.close();
  }));

test('a connection that the system will not watch any more is lost as reading goes on', () =>
  withFaults(async (loop, faults) => {
    const side = await openSide(loop);
    await until(() => side.transport.isReading() && (faults.made.register ?? 0) > 0);
    side.transport.pauseReading();
    faults.answers.register = [REFUSED];
    side.transport.resumeReading();
    await until(() => side.protocol.lost);
    expect(side.protocol.events).toEqual(['made', 'lost ENOSPC']);
    await finish(side);
  }));

test('pipes that the system will not watch are lost', () =>
  withFaults(async (loop, faults) => {
    const ends = new Ends(loop);
    const [reader, writer] = ends.open();
    const [reading, writing] = [new Recorder(), new Recorder()];
    faults.answers.register = [REFUSED];
    await loop.connectReadPipe(() => reading, reader);
    await until(() => reading.lost);
    const [otherReader, otherWriter] = ends.open();
    faults.answers.register = [REFUSED];
    await loop.connectWritePipe(() => writing, otherWriter);
    await until(() => writing.lost);
    expect([reading.events, writing.events]).toEqual([
      ['made', 'lost ENOSPC'],
      ['made', 'lost ENOSPC'],
    ]);
    ends.close(writer, otherReader);
  }));
