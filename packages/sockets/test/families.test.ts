import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { CanAddress, NetlinkAddress, RawAddress, Socket, SocketAddress, VsockAddress } from '@tsyncio/core';
import { checkAddress, decodeAddress, encodeAddress } from '@tsyncio/core/area';
import { afterEach, describe, expect, test } from 'vitest';
import { constants, peerCredentials, socket, socketpair } from '../src/index.ts';
import { kernel } from './listening.ts';
import { withLoop } from './with-loop.ts';

const { AF_INET = 0, AF_INET6 = 0, AF_UNIX = 0, AF_NETLINK = 0, AF_VSOCK = 0, AF_CAN = 0, AF_PACKET = 0 } = constants;
const { SOCK_STREAM = 0, SOCK_DGRAM = 0, SOCK_RAW = 0, SOCK_SEQPACKET = 0, NETLINK_ROUTE = 0, IPPROTO_ICMP = 0 } = constants;
const calls = kernel.sockets;
const made: Socket<SocketAddress>[] = [];

afterEach(() => {
  for (const sock of made.splice(0)) sock.close();
});

function make<A extends SocketAddress>(family: number, type: number, proto = 0): Socket<A> {
  const sock = socket<A>(family, type, proto, { kernel });
  made.push(sock as Socket<SocketAddress>);
  return sock;
}

/** Why this system has no such socket, or an empty text. */
function refusal(family: number, type: number, proto = 0): string {
  try {
    socket(family, type, proto, { kernel }).close();
    return '';
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}

describe('AF_NETLINK', () => {
  test('addresses are { pid, groups }', () => {
    const sock = make<NetlinkAddress>(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    expect(sock.getsockname()).toEqual({ pid: 0, groups: 0 });
    sock.bind({ pid: 0, groups: 0 });
    expect(sock.getsockname()).toEqual({ pid: expect.any(Number), groups: 0 });
    expect(sock.getsockname().pid).toBeGreaterThan(0);
  });

  test('the kernel answers, from address { pid: 0, groups: 0 }', () =>
    withLoop(async (loop) => {
      const sock = make<NetlinkAddress>(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
      // RTM_GETLINK for all interfaces: a header of 16 bytes and one byte of family, padded.
      const request = Buffer.alloc(20);
      request.writeUInt32LE(request.length, 0);
      request.writeUInt16LE(18, 4);
      request.writeUInt16LE(0x301, 6);
      await loop.sockSendto(sock, request, { pid: 0, groups: 0 });
      const [data, from] = await loop.sockRecvfrom(sock, 65_536);
      expect(from).toEqual({ pid: 0, groups: 0 });
      expect(data.readUInt16LE(4)).toBe(16);
      expect(data.includes('lo\0')).toBe(true);
    }));
});

describe('an address of any other family', () => {
  test('is { family, data }, both ways', () => {
    const sock = make<RawAddress>(AF_PACKET, SOCK_DGRAM);
    // sockaddr_ll behind the family: protocol, interface, hardware type, packet type, length, 8 bytes of address.
    const data = Buffer.alloc(18);
    const loopback = calls.interfaceIndex('lo');
    data.writeInt32LE(loopback, 2);
    sock.bind({ family: AF_PACKET, data });
    const name = sock.getsockname();
    expect(name.family).toBe(AF_PACKET);
    expect(Buffer.from(name.data).readInt32LE(2)).toBe(loopback);
  });

  test('dissolves the association of a datagram socket when it is of no family at all', () => {
    const sock = make<SocketAddress>(AF_INET, SOCK_DGRAM);
    sock.connect({ host: '127.0.0.1', port: 9 });
    expect(sock.getpeername()).toEqual({ host: '127.0.0.1', port: 9 });
    sock.connect({ family: 0, data: new Uint8Array(14) });
    expect(() => sock.getpeername()).toThrow(expect.objectContaining({ code: 'ENOTCONN' }));
  });

  test('may be an Internet address by its bytes', () => {
    const sock = make<SocketAddress>(AF_INET, SOCK_DGRAM);
    sock.bind({ family: AF_INET, data: Uint8Array.of(0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0) });
    expect(sock.getsockname()).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
  });

  test('in an error message is shown', () => {
    const sock = make<SocketAddress>(AF_INET, SOCK_DGRAM);
    expect(() => sock.bind({ family: 77, data: Uint8Array.of(1, 2) })).toThrow(
      /bind E\w+ \{ family: 77, data: Uint8Array\(2\) \[ 1, 2 \] \}/,
    );
  });
});

describe('AF_VSOCK and AF_CAN', () => {
  test('vsock addresses have the bytes of the system header', () => {
    const address: VsockAddress = { cid: 0x0102_0304, port: 0xffff_fffe };
    const encoded = encodeAddress(calls, address) as RawAddress;
    expect(encoded).toEqual({ family: AF_VSOCK, data: Uint8Array.of(0, 0, 0xfe, 0xff, 0xff, 0xff, 4, 3, 2, 1, 0, 0, 0, 0) });
    expect(decodeAddress(calls, encoded)).toEqual(address);
  });

  test('CAN addresses name an interface and, for ISO-TP, two identifiers', () => {
    const address: CanAddress = { interface: 'lo', rxId: 0x123, txId: 0x456 };
    const encoded = encodeAddress(calls, address) as RawAddress;
    expect([encoded.family, encoded.data.length, encoded.data[2]]).toEqual([AF_CAN, 22, calls.interfaceIndex('lo')]);
    expect(decodeAddress(calls, encoded)).toEqual(address);
    const all: CanAddress = { interface: '' };
    expect(decodeAddress(calls, encodeAddress(calls, all))).toEqual(all);
  });

  test('a network interface that does not exist is told by name', () => {
    expect(() => encodeAddress(calls, { interface: 'nowhere0' })).toThrow("there is no network interface 'nowhere0'");
    expect(decodeAddress(calls, { family: AF_CAN, data: Uint8Array.of(0, 0, 255, 255, 0, 0) })).toEqual({ interface: '#65535' });
  });

  const noVsock = refusal(AF_VSOCK, SOCK_STREAM);
  test.skipIf(noVsock !== '')(`a vsock is bound (skipped where the system has none: ${noVsock || 'it has'})`, () => {
    const sock = make<VsockAddress>(AF_VSOCK, SOCK_STREAM);
    sock.bind({ cid: constants.VMADDR_CID_ANY as number, port: constants.VMADDR_PORT_ANY as number });
    expect(sock.getsockname()).toEqual({ cid: constants.VMADDR_CID_ANY, port: expect.any(Number) });
  });

  const noCan = refusal(AF_CAN, SOCK_RAW, constants.CAN_RAW);
  test.skipIf(noCan !== '')(`a CAN socket is bound to all interfaces (skipped where the system has none: ${noCan || 'it has'})`, () => {
    const sock = make<CanAddress>(AF_CAN, SOCK_RAW, constants.CAN_RAW);
    sock.bind({ interface: '' });
    expect(sock.getsockname()).toEqual({ interface: '' });
  });
});

describe('what is no address is refused, in words', () => {
  test.each<[unknown, string]>([
    [null, 'got null'],
    [5, 'got number'],
    [{}, 'an object with nothing in it'],
    [{ name: 'x' }, 'an object with name'],
    [{ host: 1, port: 1 }, 'the host of an address must be a string, got number'],
    [{ host: '127.0.0.1', port: 70_000 }, 'port must be an integer from 0 to 65535, got 70000'],
    [{ host: 'localhost', port: 1 }, "got host 'localhost'"],
    [{ pid: -1, groups: 0 }, 'the pid of an address must be an integer from 0 to 4294967295, got -1'],
    [{ cid: 1, port: 2 ** 32 }, 'the port of an address'],
    [{ interface: 5 }, 'the interface of an address must be a name, got number'],
    [{ interface: 'lo', rxId: 'x' }, 'the rxId of an address'],
    [{ family: 1, data: 'x' }, 'the data of an address must be a Uint8Array, got string'],
    [{ family: 1, data: new Uint8Array(127) }, 'has room for 126 bytes, got 127'],
    [{ family: -1, data: new Uint8Array(1) }, 'the family of an address'],
  ])('%j', (address, words) => {
    expect(() => checkAddress({ family: AF_INET }, address as SocketAddress)).toThrow(words);
  });
});

describe('SOCK_SEQPACKET', () => {
  test('keeps messages apart and tells the end', () => {
    const [left, right] = socketpair(AF_UNIX, SOCK_SEQPACKET, 0, { kernel });
    made.push(left as Socket<SocketAddress>, right as Socket<SocketAddress>);
    left.send('one');
    left.send('two');
    left.close();
    expect([right.recv(100), right.recv(100), right.recv(100)].map(String)).toEqual(['one', 'two', '']);
  });

  test('listens, connects and accepts', () =>
    withLoop(async (loop) => {
      const [server, client] = [make(AF_UNIX, SOCK_SEQPACKET), make(AF_UNIX, SOCK_SEQPACKET)];
      server.bind(`\0tsyncio-seqpacket-${process.pid}`);
      server.listen();
      await loop.sockConnect(client, server.getsockname() as string);
      const [accepted] = await loop.sockAccept(server);
      made.push(accepted);
      await loop.sockSendall(client, 'whole');
      expect(String(await loop.sockRecv(accepted, 100))).toBe('whole');
    }));
});

describe('raw sockets', () => {
  test('see whole IP packets', () =>
    withLoop(async (loop) => {
      const raw = make(AF_INET, SOCK_RAW, IPPROTO_ICMP);
      // Echo request: type 8, code 0, checksum, identifier, number.
      const echo = Buffer.from([8, 0, 0, 0, 0x12, 0x34, 0, 1]);
      echo.writeUInt16BE(0xffff - (0x0800 + 0x1234 + 1), 2);
      await loop.sockSendto(raw, echo, { host: '127.0.0.1', port: 0 });
      for (;;) {
        const [packet, from] = await loop.sockRecvfrom(raw, 1500);
        const icmp = packet.subarray(((packet[0] ?? 0) & 15) * 4);
        if (icmp[0] !== 0 || icmp.readUInt16BE(4) !== 0x1234) continue;
        expect(from).toEqual({ host: '127.0.0.1', port: 0 });
        return;
      }
    }));
});

describe('peer credentials', () => {
  test('of a pair are this process', () => {
    const [left, right] = socketpair(AF_UNIX, SOCK_STREAM, 0, { kernel });
    made.push(left as Socket<SocketAddress>, right as Socket<SocketAddress>);
    const self = { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() };
    expect(peerCredentials(left)).toEqual(self);
    expect(peerCredentials(right)).toEqual(self);
  });

  test('of a connection are the process that connected', () =>
    withLoop(async (loop) => {
      const server = make(AF_UNIX, SOCK_STREAM);
      const name = `tsyncio-peer-${process.pid}`;
      server.bind(`\0${name}`);
      server.listen();
      const program = `import socket; s = socket.socket(socket.AF_UNIX); s.connect("\\0${name}"); s.recv(1)`;
      const child = spawn('python3', ['-c', program], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('close', resolve));
      const [accepted] = await loop.sockAccept(server);
      expect(peerCredentials(accepted)).toEqual({ pid: child.pid, uid: process.getuid?.(), gid: process.getgid?.() });
      accepted.close();
      await ended;
    }));

  test('of a socket without such a peer are none', () => {
    for (const family of [AF_UNIX, AF_INET])
      expect(() => peerCredentials(make(family, SOCK_STREAM))).toThrow(expect.objectContaining({ code: 'ENOTCONN' }));
    const closed = make(AF_UNIX, SOCK_STREAM);
    closed.close();
    expect(() => peerCredentials(closed)).toThrow(expect.objectContaining({ code: 'EBADF' }));
  });
});

describe('the scope of an IPv6 address', () => {
  const linkLocal = Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    list.filter(({ family, address }) => family === 'IPv6' && address.startsWith('fe80:')).map(({ address }) => ({ name, address })),
  )[0];
  test.skipIf(linkLocal === undefined)('is taken as %name and as scopeId (skipped without a link-local address)', () => {
    const { name, address } = linkLocal as { name: string; address: string };
    const index = calls.interfaceIndex(name);
    for (const given of [
      { host: `${address}%${name}`, port: 0 },
      { host: address, port: 0, scopeId: index },
    ]) {
      const sock = make(AF_INET6, SOCK_DGRAM);
      sock.bind(given);
      expect(sock.getsockname()).toEqual({ host: address, port: expect.any(Number), scopeId: index });
    }
  });
});

test('the names of network interfaces and their numbers belong together', () => {
  const names = readdirSync('/sys/class/net').filter((name) => existsSync(`/sys/class/net/${name}/ifindex`));
  expect(names).toContain('lo');
  for (const name of names) {
    const index = Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'latin1'));
    expect(calls.interfaceIndex(name)).toBe(index);
    expect(calls.interfaceName(index)).toBe(name);
  }
  expect(calls.interfaceName(2 ** 30)).toBeLessThan(0);
});
