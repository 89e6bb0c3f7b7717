import { errorCode, type SpawnRequest } from '@tsyncio/core/area';
import { plainSpawnRequest } from '../../../test-support/plain-spawn-request.ts';
import { type Program, type SimulatedKernel, type SimulationOptions, simulatedKernel } from '../src/index.ts';

const NOTHING = plainSpawnRequest({ paths: [], argv: [] });

/** A child that was started, and our ends of its pipes. */
export class StartedChild {
  readonly pid: number;
  readonly exit: number;
  readonly input: number;
  readonly output: number;
  readonly #world: ChildWorld;
  readonly #reap: () => number | null;
  readonly kill: (signo: number) => number;

  constructor(world: ChildWorld, child: { pid: number; exit: number; reap(): number | null; kill(signo: number): number }, ends: number[]) {
    this.#world = world;
    this.pid = child.pid;
    this.exit = child.exit;
    [this.input = -1, this.output = -1] = ends;
    this.#reap = () => child.reap();
    this.kill = (signo) => child.kill(signo);
  }

  reap(): number | null {
    return this.#reap();
  }

  /** Let time pass until it has ended; its status. */
  ended(): number {
    for (;;) {
      const status = this.reap();
      if (status !== null) return status;
      this.#world.pass();
    }
  }

  /** All that it writes until the pipe ends. */
  text(): string {
    const parts: Buffer[] = [];
    for (;;) {
      const data = this.#world.kernel.pipes.read(this.output, 65_536);
      if (data === 0) return String(Buffer.concat(parts));
      if (typeof data === 'number') this.#world.pass();
      else parts.push(data);
    }
  }
}

/** A simulated kernel whose children go on without a loop. */
export class ChildWorld {
  readonly kernel: SimulatedKernel;

  constructor(options: SimulationOptions = {}) {
    this.kernel = simulatedKernel(options);
  }

  /** Let the children go on, and time jump when none can. */
  pass(): void {
    this.kernel.turns.pollSync(Number.POSITIVE_INFINITY);
  }

  /** Start a program with pipes for its standard input and output. */
  start(program: string | Program, request: Partial<SpawnRequest> = {}): StartedChild {
    const path = typeof program === 'string' ? program : '/bin/program';
    if (typeof program !== 'string') this.kernel.program(path, program);
    const [theirInput, ourInput] = this.pipe();
    const [ourOutput, theirOutput] = this.pipe();
    const child = this.kernel.processes.spawn({ ...NOTHING, paths: [path], argv: [path], stdio: [theirInput, theirOutput, 2], ...request });
    for (const fd of [theirInput, theirOutput]) this.kernel.sockets.close(fd);
    if ('errno' in child) {
      for (const fd of [ourInput, ourOutput]) this.kernel.sockets.close(fd);
      throw new Error(`${child.syscall} ${errorCode(child.errno)}`);
    }
    return new StartedChild(this, child, [ourInput, ourOutput]);
  }

  pipe(): readonly [reader: number, writer: number] {
    const ends = this.kernel.pipes.open();
    if (typeof ends === 'number') throw new Error(errorCode(ends));
    return ends;
  }

  write(fd: number, text: string): void {
    this.kernel.pipes.write(fd, Buffer.from(text), 0);
  }

  close(...fds: number[]): void {
    for (const fd of fds) this.kernel.sockets.close(fd);
  }
}
