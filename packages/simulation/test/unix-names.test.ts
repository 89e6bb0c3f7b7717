import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { linuxConstants as linux } from '../src/linux-constants.ts';
import { World } from './world.ts';

const { AF_UNIX, SOCK_DGRAM } = linux;

describe('Unix names', () => {
  test('are paths that need no file system, also in other alphabets', () => {
    const w = new World(simulatedKernel());
    const listener = w.socket(AF_UNIX);
    const path = '/no/such/folder/ünïx ☂.sock';
    expect([w.bind(listener, path), w.listen(listener, 1)]).toEqual([0, 0]);
    const client = w.socket(AF_UNIX);
    expect([w.connect(client, path), w.peer(client), w.name(w.accepted(listener))]).toEqual([0, path, path]);
  });

  test('are free again once their socket is closed', () => {
    const w = new World(simulatedKernel());
    const [one, other] = [w.socket(AF_UNIX), w.socket(AF_UNIX, SOCK_DGRAM)];
    expect([w.bind(one, '/run/a'), w.bind(other, '/run/a')]).toEqual([0, 'EADDRINUSE']);
    w.close(one);
    expect(w.connect(w.socket(AF_UNIX), '/run/a')).toBe('ENOENT');
    expect(w.bind(other, '/run/a')).toBe(0);
    expect(w.connect(w.socket(AF_UNIX), '/run/a')).toBe('EPROTOTYPE');
  });

  test('stay with the listener when a connection is closed', () => {
    const w = new World(simulatedKernel());
    const [listener, name] = w.unixListening();
    w.connect(w.socket(AF_UNIX), name);
    w.close(w.accepted(listener));
    expect(w.connect(w.socket(AF_UNIX), name)).toBe(0);
  });

  test('of the system pass over those that are taken', () => {
    const w = new World(simulatedKernel());
    const [one, other] = [w.socket(AF_UNIX), w.socket(AF_UNIX)];
    w.bind(one, '\x0000000');
    w.bind(other, '');
    expect([w.name(one), w.name(other)]).toEqual(['\x0000000', '\x0000001']);
  });
});
