import { describe, expect, test } from 'vitest';
import { type SimulatedKernel, simulatedKernel, simulatedNetwork } from '../src/index.ts';
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

  test('stay when their socket is closed, until somebody removes them', () => {
    const w = new World(simulatedKernel());
    const [one, other] = [w.socket(AF_UNIX), w.socket(AF_UNIX, SOCK_DGRAM)];
    expect([w.bind(one, '/run/a'), w.bind(other, '/run/a')]).toEqual([0, 'EADDRINUSE']);
    w.close(one);
    expect(w.connect(w.socket(AF_UNIX), '/run/a')).toBe('ECONNREFUSED');
    expect(w.bind(other, '/run/a')).toBe('EADDRINUSE');
    w.removePath('/run/a');
    expect(w.connect(w.socket(AF_UNIX), '/run/a')).toBe('ENOENT');
    expect(w.bind(other, '/run/a')).toBe(0);
    expect(w.connect(w.socket(AF_UNIX), '/run/a')).toBe('EPROTOTYPE');
  });

  test('are free at once when they are abstract', () => {
    const w = new World(simulatedKernel());
    const [one, other] = [w.socket(AF_UNIX), w.socket(AF_UNIX)];
    w.bind(one, '\0name');
    w.close(one);
    expect(w.bind(other, '\0name')).toBe(0);
  });

  test('tell one path from a later one of the same name', () => {
    const w = new World(simulatedKernel());
    const { paths } = w.kernel as SimulatedKernel;
    expect(paths.identify('/run/a')).toBe(null);
    w.bind(w.socket(AF_UNIX), '/run/a');
    const first = paths.identify('/run/a');
    expect(first?.isSocket).toBe(true);
    expect(paths.identify('/run/a')).toEqual(first);
    paths.remove('/run/a');
    paths.remove('/run/a');
    w.bind(w.socket(AF_UNIX), '/run/a');
    expect(paths.identify('/run/a')?.identity).not.toBe(first?.identity);
  });

  test('are not paths when they are abstract', () => {
    const w = new World(simulatedKernel());
    const { paths } = w.kernel as SimulatedKernel;
    w.unixListening();
    const name = '\0name';
    const fd = w.socket(AF_UNIX);
    w.bind(fd, name);
    w.listen(fd, 1);
    expect(paths.identify(name)).toBe(null);
    paths.remove(name);
    expect(w.connect(w.socket(AF_UNIX), name)).toBe(0);
  });

  test('are those of the network: another kernel finds and removes them', () => {
    const network = simulatedNetwork();
    const [here, there] = [simulatedKernel({ network }), simulatedKernel({ network })];
    const w = new World(here);
    w.bind(w.socket(AF_UNIX), '/run/a');
    expect(there.paths.identify('/run/a')).toEqual(here.paths.identify('/run/a'));
    there.paths.remove('/run/a');
    expect(here.paths.identify('/run/a')).toBe(null);
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
