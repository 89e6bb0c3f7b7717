import type { InetAddress } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { simulatedKernel, simulatedNetwork } from '../../src/index.ts';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { SeededRandom } from '../../src/seeded-random.ts';
import { World } from '../world.ts';

const { AF_UNSPEC, MSG_PEEK, SO_LINGER, SOCK_DGRAM, SOL_SOCKET } = linux;
/** Other seeds by FIRST_SEED, more of them by SEEDS. */
const FIRST = Number(process.env.FIRST_SEED ?? 0);
const seeds = Array.from({ length: Number(process.env.SEEDS ?? 100) }, (_, index) => FIRST + index);
const STEPS = 80;
const HOW = ['read', 'write', 'both'] as const;
/** Where nobody listens, nor at the next one. */
const NOBODY = 1;
const UNSPEC = { family: AF_UNSPEC, data: Buffer.alloc(14) };

/** A host: its calls, its address, and its sockets. */
interface Side {
  readonly world: World;
  readonly host: string;
  readonly fds: number[];
}

/** Two sides, and what lets everything arrive that is on its way between them. */
interface Setting {
  readonly client: Side;
  readonly server: Side;
  settle(): void;
}

function onLoopback(): { setting: Setting; end: () => void } {
  const kernel = nativeKernel();
  const world = new World(kernel);
  const side = (): Side => ({ world, host: '127.0.0.1', fds: [] });
  const end = (): void => {
    world.closeAll();
    kernel.close();
  };
  return { setting: { client: side(), server: side(), settle: () => {} }, end };
}

function onTwoHosts(): { setting: Setting; end: () => void } {
  const network = simulatedNetwork();
  const kernels = ['client', 'server'].map((host) => simulatedKernel({ network, host }));
  const [client, server] = kernels.map((kernel, index): Side => ({ world: new World(kernel), host: `10.0.0.${index + 1}`, fds: [] }));
  const settle = (): void => void kernels[0]?.turns.poll();
  return { setting: { client: client as Side, server: server as Side, settle }, end: () => {} };
}

/** A program that makes calls at random on both sides, the same ones for the same seed. Everything arrives between two calls. */
abstract class RandomCalls {
  protected readonly setting: Setting;
  protected readonly random: SeededRandom;
  readonly seen: unknown[] = [];
  protected readonly known: InetAddress[] = [];

  constructor(setting: Setting, seed: number) {
    this.setting = setting;
    this.random = new SeededRandom(seed);
  }

  protected abstract readonly steps: readonly (() => void)[];

  run(): readonly unknown[] {
    for (let step = 0; step < STEPS; step++) {
      this.one(this.steps).call(this);
      this.setting.settle();
    }
    for (const side of [this.setting.client, this.setting.server]) for (const fd of side.fds) this.#lookAt(side, fd, 'at last');
    return this.seen;
  }

  protected look(): void {
    this.withOne((side, fd) => this.#lookAt(side, fd, 'ready'));
  }

  protected names(): void {
    this.withOne((side, fd) => {
      const peer = this.#nameless(side.world.peer(fd));
      this.note('peer', side, fd, peer);
      // What a socket without a peer is called depends on how it lost it.
      if (peer !== 'ENOTCONN') this.note('name', side, fd, this.#nameless(side.world.name(fd)));
    });
  }

  protected error(): void {
    this.withOne((side, fd) => this.note('error', side, fd, side.world.error(fd)));
  }

  protected shutdown(): void {
    this.withOne((side, fd) => this.note('shutdown', side, fd, side.world.shutdown(fd, this.one(HOW))));
  }

  protected withOne(then: (side: Side, fd: number) => void): void {
    const side = this.one([this.setting.client, this.setting.server]);
    if (side.fds.length > 0) then(side, this.one(side.fds));
  }

  #lookAt(side: Side, fd: number, call: string): void {
    this.note(call, side, fd, side.world.ready(fd));
  }

  /** Which of the known addresses it is, as the systems choose the others. */
  #nameless(name: unknown): unknown {
    if (typeof name !== 'object' || name === null) return name;
    const { host, port } = name as InetAddress;
    return { known: this.known.findIndex((address) => address.host === host && address.port === port) };
  }

  protected sender(answer: unknown): unknown {
    return Array.isArray(answer) ? [...answer.slice(0, 2), this.#nameless(answer[2])] : answer;
  }

  protected note(call: string, side: Side, fd: number, answer: unknown): void {
    this.seen.push([call, side === this.setting.client ? 'client' : 'server', side.fds.indexOf(fd), answer]);
  }

  protected one<T>(list: readonly T[]): T {
    return list[this.random.below(list.length)] as T;
  }
}

class TcpCalls extends RandomCalls {
  readonly #listener: number;
  readonly #address: InetAddress;

  constructor(setting: Setting, seed: number) {
    super(setting, seed);
    const { world, host } = setting.server;
    this.#listener = world.socket();
    world.bind(this.#listener, { host, port: 0 });
    world.listen(this.#listener, 100);
    this.#address = world.kernel.sockets.getsockname(this.#listener) as InetAddress;
    this.known.push(this.#address);
    for (let i = 0; i < 2; i++) this.open();
  }

  protected readonly steps: readonly (() => void)[] = [
    this.open,
    this.again,
    this.send,
    this.send,
    this.receive,
    this.receive,
    this.look,
    this.look,
    this.names,
    this.error,
    this.shutdown,
    this.close,
  ];

  protected open(): void {
    const { client, server } = this.setting;
    if (client.fds.length + server.fds.length > 7) return;
    const fd = client.world.socket();
    client.fds.push(fd);
    const port = this.random.below(5) === 0 ? NOBODY : this.#address.port;
    this.note('connect', client, fd, client.world.connect(fd, { ...this.#address, port }));
    this.setting.settle();
    if (port === NOBODY) return;
    this.#accept();
    this.note('connected', client, fd, client.world.connect(fd, this.#address));
  }

  /** A socket of the client is without a connection again. */
  protected again(): void {
    const { client } = this.setting;
    if (client.fds.length === 0) return;
    const fd = this.one(client.fds);
    this.note('dissolve', client, fd, client.world.connect(fd, UNSPEC));
    this.note('error', client, fd, client.world.error(fd));
    if (this.random.below(2) === 0) return;
    this.note('connect again', client, fd, client.world.connect(fd, this.#address));
    this.setting.settle();
    this.#accept();
    this.note('connected again', client, fd, client.world.connect(fd, this.#address));
  }

  #accept(): void {
    const { world, fds } = this.setting.server;
    fds.push(world.accepted(this.#listener));
  }

  protected send(): void {
    this.withOne((side, fd) => this.note('send', side, fd, side.world.send(fd, 'abcdefgh'.slice(this.random.below(8)))));
  }

  protected receive(): void {
    this.withOne((side, fd) => this.note('recv', side, fd, side.world.recv(fd, this.random.below(9), this.one([0, 0, MSG_PEEK]))));
  }

  protected close(): void {
    const side = this.one([this.setting.client, this.setting.server]);
    if (side.fds.length === 0 || this.random.below(3) > 0) return;
    const [fd] = side.fds.splice(this.random.below(side.fds.length), 1) as [number];
    if (this.random.below(3) === 0) side.world.setOption(fd, SOL_SOCKET, SO_LINGER, 1, 0);
    this.seen.push(['close', side.world.close(fd)]);
  }
}

class UdpCalls extends RandomCalls {
  constructor(setting: Setting, seed: number) {
    super(setting, seed);
    for (const side of [setting.client, setting.server, setting.client, setting.server]) {
      const fd = side.world.socket(linux.AF_INET, SOCK_DGRAM);
      side.world.bind(fd, { host: side.host, port: 0 });
      side.fds.push(fd);
      this.known.push(side.world.kernel.sockets.getsockname(fd) as InetAddress);
    }
    for (const [index, { host }] of [...this.known].entries()) this.known.push({ host, port: NOBODY + (index % 2) });
  }

  protected readonly steps: readonly (() => void)[] = [
    this.send,
    this.send,
    this.sendTo,
    this.sendTo,
    this.sendTo,
    this.receive,
    this.receive,
    this.look,
    this.names,
    this.error,
    this.connect,
    this.shutdown,
    this.close,
  ];

  protected send(): void {
    this.withOne((side, fd) => this.note('send', side, fd, side.world.send(fd, 'abcdefgh'.slice(this.random.below(9)))));
  }

  protected sendTo(): void {
    const to = this.one(this.known);
    this.withOne((side, fd) => this.note('sendto', side, fd, side.world.sendto(fd, 'abcdefgh'.slice(this.random.below(9)), to)));
  }

  protected receive(): void {
    this.withOne((side, fd) =>
      this.note('recvfrom', side, fd, this.sender(side.world.recvfrom(fd, this.random.below(9), this.one([0, 0, MSG_PEEK])))),
    );
  }

  protected connect(): void {
    const to = this.random.below(4) === 0 ? UNSPEC : this.one(this.known);
    this.withOne((side, fd) => this.note('connect', side, fd, side.world.connect(fd, to)));
  }

  protected override shutdown(): void {
    if (this.random.below(3) === 0) super.shutdown();
  }

  protected close(): void {
    const side = this.one([this.setting.client, this.setting.server]);
    if (side.fds.length < 2 || this.random.below(4) > 0) return;
    const [fd] = side.fds.splice(this.random.below(side.fds.length), 1) as [number];
    this.seen.push(['close', side.world.close(fd)]);
  }
}

function seenBy(Calls: typeof TcpCalls | typeof UdpCalls, { setting, end }: ReturnType<typeof onLoopback>, seed: number): unknown {
  try {
    return new Calls(setting, seed).run();
  } finally {
    end();
  }
}

describe.skipIf(process.platform !== 'linux')(
  'calls on two hosts: the same as on Linux’s loopback, once everything has arrived (skipped elsewhere)',
  () => {
    test.each(seeds)('TCP, seed %i', (seed) => {
      expect(seenBy(TcpCalls, onTwoHosts(), seed)).toEqual(seenBy(TcpCalls, onLoopback(), seed));
    });

    test.each(seeds)('UDP, seed %i', (seed) => {
      expect(seenBy(UdpCalls, onTwoHosts(), seed)).toEqual(seenBy(UdpCalls, onLoopback(), seed));
    });
  },
);
