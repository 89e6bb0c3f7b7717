import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { SeededRandom } from '../../src/seeded-random.ts';
import type { World } from '../world.ts';
import { compare, type Scenario } from './compare.ts';

const { MSG_PEEK, MSG_TRUNC, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM } = linux;
const TYPES = [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET];
const PROGRAMS = 100;
const STEPS = 60;
const HOW = ['read', 'write', 'both'] as const;

/** A program that makes calls at random, the same ones for the same seed. What it sends carries only what carries nothing itself. */
class RandomProgram {
  readonly seen: unknown[] = [];
  readonly #w: World;
  readonly #random: SeededRandom;
  readonly #carriers: number[] = [];
  readonly #carried: number[] = [];
  readonly #packets = new Set<number>();

  constructor(w: World, seed: number) {
    this.#w = w;
    this.#random = new SeededRandom(seed);
    for (const type of TYPES) {
      const pair = w.pair(type);
      this.#carriers.push(...pair);
      if (type === SOCK_SEQPACKET) for (const fd of pair) this.#packets.add(fd);
      this.#carried.push(...w.pair(this.#one(TYPES)));
    }
  }

  run(): readonly unknown[] {
    const steps = [this.#send, this.#send, this.#receive, this.#receive, this.#receivePlainly, this.#look, this.#talk, this.#end];
    for (let step = 0; step < STEPS; step++) this.#one(steps).call(this);
    for (const fd of [...this.#carriers, ...this.#carried]) this.#note('at last', this.#w.ready(fd));
    return this.seen;
  }

  #send(): void {
    const fd = this.#one(this.#carriers);
    const parts = this.#some(3, () => 'abcdef'.slice(this.#random.below(7)));
    // Whether a connection that ends with an empty message unread is reset depends on the version of Linux.
    if (this.#packets.has(fd)) parts.push('.');
    const fds = this.#some(3, () => this.#one(this.#carried));
    this.#note('sendmsg', this.#w.sendmsg(fd, parts, { fds }));
  }

  #receive(): void {
    const fd = this.#one(this.#carriers);
    const sizes = this.#some(3, () => this.#random.below(6));
    const flags = this.#one([0, 0, 0, MSG_PEEK]);
    try {
      const { fds, ...message } = this.#w.message(fd, sizes, { maxFds: this.#random.below(3), flags });
      this.#carried.push(...fds);
      this.#note('recvmsg', { ...message, count: fds.length });
    } catch (error) {
      this.#note('recvmsg', (error as Error).message);
    }
  }

  #receivePlainly(): void {
    const fd = this.#one(this.#carriers);
    const size = this.#random.below(8);
    // A stream does not know MSG_TRUNC.
    this.#note('recv', this.#w.recv(fd, size, this.#packets.has(fd) ? this.#one([0, MSG_TRUNC]) : 0));
    this.#note('recvfrom', this.#w.recvfrom(this.#one(this.#carriers), size, this.#one([0, MSG_PEEK])));
  }

  #look(): void {
    for (const fds of [this.#carriers, this.#carried]) this.#note('ready', this.#w.ready(this.#one(fds)));
  }

  #talk(): void {
    this.#note('send', this.#w.send(this.#one(this.#carried), 'hi'));
    this.#note('recv', this.#w.recv(this.#one(this.#carried), 5));
  }

  #end(): void {
    const rare = this.#random.below(4) === 0;
    if (rare) this.#note('shutdown', this.#w.shutdown(this.#one(this.#carriers), this.#one(HOW)));
    const fds = this.#one([this.#carriers, this.#carried, this.#carried]);
    if (fds.length < 3 || (fds === this.#carriers && !rare)) return;
    const [closed] = fds.splice(this.#random.below(fds.length), 1);
    this.#note('close', this.#w.close(closed as number));
  }

  #note(call: string, answer: unknown): void {
    this.seen.push([call, answer]);
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#random.below(list.length)] as T;
  }

  #some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#random.below(most) }, make);
  }
}

const programs = Array.from({ length: PROGRAMS }, (_, seed): [string, Scenario] => [
  `seed ${seed}`,
  (w) => new RandomProgram(w, seed).run(),
]);
compare('programs that call at random', Object.fromEntries(programs));
