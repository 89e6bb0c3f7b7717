import type { Socket, TlsOptions, Transport } from '@tsyncio/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../../test-support/certificates.ts';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { openSockets } from '../../../../test-support/open-descriptors.ts';
import { Recorder } from '../recorder.ts';
import { serveTls } from '../tls-pairs.ts';
import { type TestLoop, turns, until, withLoop } from '../with-loop.ts';
import { Cable } from './cable.ts';

const MUCH: Buffer = Buffer.alloc(16 << 20, 'x');
/** After so many bytes from the other side: none, or parts of its first message. */
const MOMENTS: readonly number[] = [0, 1, 50, 200];
/** Node up to 22 takes a reset that it finds together with data for an end. */
const RESET_AFTER_DATA: RegExp =
  Number(process.versions.node.split('.')[0]) < 24 ? /^lost ECONNRESET$|^eof,lost null$|^lost null$/ : /^lost ECONNRESET$/;

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

type Version = 'TLSv1.2' | 'TLSv1.3';
type Role = 'client' | 'server';
const CASES: readonly (readonly [Role, Version])[] = [
  ['client', 'TLSv1.2'],
  ['client', 'TLSv1.3'],
  ['server', 'TLSv1.2'],
  ['server', 'TLSv1.3'],
];

function open(loop: TestLoop, role: Role, version: Version, sock: Socket, protocol: Recorder): Promise<readonly [Transport, Recorder]> {
  const versions: TlsOptions = { minVersion: version, maxVersion: version };
  if (role === 'server') return serveTls(loop, sock, protocol, { ssl: { ...identity(certificates.server), ...versions } });
  return loop.createConnection(() => protocol, { sock, ssl: { ca: certificates.ca, ...versions }, serverHostname: 'localhost' });
}

/** A TLS connection through a cable: the side that is looked at, and the other one. */
interface Line {
  readonly loop: TestLoop;
  readonly cable: Cable;
  readonly transport: Transport;
  readonly protocol: Recorder;
  readonly other: Transport;
  readonly otherProtocol: Recorder;
}

const opposite = (role: Role): Role => (role === 'client' ? 'server' : 'client');

async function roundsOfNode(count = 10): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => void setImmediate(resolve));
}

/** Nothing may be open afterwards, and each protocol was told of its loss once, and last. */
function withLine(role: Role, version: Version, body: (line: Line) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    const cable = new Cable(loop);
    const [protocol, otherProtocol] = [new Recorder(), new Recorder()];
    const near = loop.createTask(() => open(loop, role, version, cable.near, protocol));
    const [other] = await open(loop, opposite(role), version, cable.far, otherProtocol);
    const [transport] = await near;
    // Tickets of a session may still be on their way: before what is said now.
    for (const [from, to] of [
      [transport, otherProtocol],
      [other, protocol],
    ] as const) {
      from.write('.');
      await until(() => to.bytes > 0);
      to.received.length = 0;
      to.events.splice(to.events.indexOf('data'), 1);
    }
    await cable.quiet();
    await body({ loop, cable, transport, protocol, other, otherProtocol });
    await cable.close();
    other.abort();
    await until(() => protocol.lost && otherProtocol.lost);
    await until(() => openSockets().length <= before.length);
    transport.abort();
    transport.close();
    await turns(5);
    await roundsOfNode();
    for (const { events } of [protocol, otherProtocol]) {
      expect([events[0], events.filter((event) => event.startsWith('lost')).length]).toEqual(['made', 1]);
      expect(events.at(-1)).toMatch(/^lost/);
    }
    expect([transport.isClosing(), transport.getWriteBufferSize()]).toEqual([true, 0]);
    expect(openSockets()).toEqual(before);
  });
}

describe.each(CASES)('a %s with %s whose connection is reset', (role, version) => {
  test('during the handshake fails with ECONNRESET, and the protocol hears nothing', () =>
    withLoop(async (loop) => {
      const before = openSockets();
      for (const moment of MOMENTS) {
        const cable = new Cable(loop);
        cable.toNear.allowed = moment;
        const protocol = new Recorder();
        const opening = loop.createTask(() => open(loop, role, version, cable.near, protocol));
        const other = loop.createTask(() => open(loop, opposite(role), version, cable.far, new Recorder()));
        await until(() => cable.toNear.passed >= moment);
        if (role === 'client') await until(() => cable.toFar.passed > 0);
        await cable.cut();
        const error = await failureOf(() => opening);
        expect(error, `after ${moment} bytes`).toMatchObject({ name: 'SystemError', code: 'ECONNRESET' });
        await failureOf(() => other);
        expect(protocol.events).toEqual([]);
      }
      await until(() => openSockets().length <= before.length);
      expect(openSockets()).toEqual(before);
    }));

  test('while nothing happens: no end of file, but the error', () =>
    withLine(role, version, async ({ cable, protocol }) => {
      await cable.cut();
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'lost ECONNRESET']);
    }));

  test('what had arrived before it is delivered first', () =>
    withLine(role, version, async ({ cable, protocol, other }) => {
      const passed = cable.toNear.passed;
      other.write('the last words');
      await until(() => cable.toNear.passed > passed);
      await cable.cut();
      await until(() => protocol.lost);
      expect(protocol.text).toBe('the last words');
      expect(protocol.order.slice(0, 2)).toEqual(['made', 'data']);
      expect(protocol.order.slice(2).join()).toMatch(RESET_AFTER_DATA);
    }));

  test('while reading is paused: lost once, at the latest when it is resumed, and what came was sent', () =>
    withLine(role, version, async ({ cable, transport, protocol, other }) => {
      transport.pauseReading();
      const passed = cable.toNear.passed;
      other.write('unread');
      await until(() => cable.toNear.passed > passed);
      await cable.cut();
      await roundsOfNode();
      transport.resumeReading();
      await until(() => protocol.lost);
      expect(['', 'unread']).toContain(protocol.text);
      expect(protocol.order.slice(protocol.bytes > 0 ? 2 : 1).join()).toMatch(RESET_AFTER_DATA);
    }));

  test('while the write buffer is full: it is dropped', () =>
    withLine(role, version, async ({ cable, transport, protocol }) => {
      cable.toFar.allowed = 0;
      transport.write(MUCH);
      await roundsOfNode();
      expect(transport.getWriteBufferSize()).toBeGreaterThan(0);
      await cable.cut();
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'pause', expect.stringMatching(/^lost (ECONNRESET|EPIPE)$/)]);
    }));

  test('while closing with data buffered', () =>
    withLine(role, version, async ({ cable, transport, protocol }) => {
      cable.toFar.allowed = 0;
      transport.write(MUCH);
      transport.close();
      await roundsOfNode();
      expect(protocol.lost).toBe(false);
      await cable.cut();
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'pause', expect.stringMatching(/^lost (ECONNRESET|EPIPE)$/)]);
    }));

  test('while it waits for the other side to answer its end', () =>
    withLine(role, version, async ({ cable, transport, protocol }) => {
      cable.toNear.allowed = 0;
      transport.close();
      await roundsOfNode();
      expect(protocol.lost).toBe(false);
      await cable.cut();
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'lost ECONNRESET']);
    }));

  test('inside dataReceived, which then writes', () =>
    withLine(role, version, async ({ cable, transport, protocol, other }) => {
      let cut: Promise<void> | null = null;
      protocol.on = (event) => {
        if (event !== 'data') return;
        cut = cable.cut();
        transport.write('answer');
      };
      other.write('hello');
      await until(() => protocol.lost);
      await cut;
      expect(protocol.order).toEqual(['made', 'data', expect.stringMatching(/^lost (ECONNRESET|EPIPE)$/)]);
    }));

  test('after abort changes nothing', () =>
    withLine(role, version, async ({ cable, transport, protocol }) => {
      transport.abort();
      await cable.cut();
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'lost null']);
    }));
});
