import { constants } from 'node:os';
import { errorCode, type Kernel, type SpawnRequest } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { plainSpawnRequest } from '../../../../test-support/plain-spawn-request.ts';
import { simulatedKernel } from '../../src/index.ts';

const { SIGKILL, SIGTERM } = constants.signals;
const NEVER_OPEN = 2 ** 20;
const PLAIN = plainSpawnRequest({ paths: ['/bin/sleep'], argv: ['sleep', '1000'] });

/** Start something, and what came of it, in words; it is killed when the kernel closes. */
type Start = (request: Partial<SpawnRequest>) => {
  readonly words: string;
  kill(signo: number): string;
  reap(): number | null;
  pid: number;
};
type Scenario = (start: Start, kernel: Kernel) => unknown;

const scenarios: Readonly<Record<string, Scenario>> = {
  'of what is not there': (start) => [
    start({ paths: ['/nowhere/tool'] }).words,
    start({ paths: ['/nowhere/tool', '/bin/sleep'] }).words,
    start({ paths: ['/bin/sleep/deeper'] }).words,
    start({ paths: ['/bin/sleep/deeper', '/nowhere'] }).words,
    start({ paths: [''] }).words,
    start({ paths: [] }).words,
  ],
  'of what cannot be executed': (start) => [
    start({ paths: ['/bin'] }).words,
    start({ paths: ['/etc/passwd'] }).words,
    start({ paths: ['/etc/passwd', '/nowhere/tool'] }).words,
    start({ paths: ['/etc/passwd', '/bin/sleep'] }).words,
  ],
  'in a folder that is none': (start) => [start({ cwd: '/nowhere' }).words, start({ cwd: '/bin/sleep' }).words, start({ cwd: '' }).words],
  'with too many or too long arguments': (start) => [
    start({ argv: ['x'.repeat(131_072)] }).words,
    start({ env: Array.from({ length: 200_000 }, () => 'VARIABLE=value') }).words,
  ],
  'with descriptors that are not open': (start) => [
    start({ stdio: [NEVER_OPEN, 1, 2] }).words,
    start({ stdio: [0, 1, NEVER_OPEN] }).words,
    start({ keep: [NEVER_OPEN] }).words,
  ],
  'into groups and sessions': (start) => {
    const leader = start({ processGroup: 0 });
    return [
      leader.words,
      start({ processGroup: leader.pid }).words,
      start({ newSession: true }).words,
      start({ newSession: true, processGroup: 0 }).words,
      start({ processGroup: start({ newSession: true }).pid }).words,
      start({ processGroup: 2 ** 22 - 1 }).words,
    ];
  },
  'with the first of several mistakes': (start) => [
    start({ newSession: true, processGroup: 0, cwd: '/nowhere' }).words,
    start({ cwd: '/nowhere', keep: [NEVER_OPEN] }).words,
    start({ keep: [NEVER_OPEN], stdio: [NEVER_OPEN, 1, 2] }).words,
    start({ stdio: [NEVER_OPEN, 1, 2], paths: ['/nowhere'] }).words,
  ],
  'and signalling': (start) => {
    const child = start({});
    return [child.reap(), child.kill(0), child.kill(1000), child.kill(-1)];
  },
  'and signalling groups': (start, { processes }) => {
    const leader = start({ processGroup: 0 });
    start({ processGroup: leader.pid });
    const kill = (group: number, signo: number): string => errorOf(processes?.killGroup(group, signo) ?? 0);
    return [kill(leader.pid, 0), kill(leader.pid, 1000), kill(1, SIGTERM), kill(0, SIGTERM), kill(-2, SIGTERM), kill(2 ** 22 - 1, SIGTERM)];
  },
};

describe.skipIf(process.platform !== 'linux')('starting a process: the same as on Linux (skipped elsewhere)', () => {
  test.each(Object.entries(scenarios))('%s', (_title, scenario) => {
    expect(run(scenario, simulated())).toEqual(run(scenario, nativeKernel()));
  });

  test('and reaping', async () => {
    const [ours, real] = [simulated(), nativeKernel()];
    expect(await reaped(ours)).toEqual(await reaped(real));
  });
});

function simulated(): Kernel {
  const kernel = simulatedKernel();
  kernel.program('/bin/sleep', function* (self) {
    yield* self.sleep(1_000_000);
  });
  kernel.program('/etc/passwd', () => 0, { executable: false });
  return kernel;
}

function starterOf({ processes }: Kernel): Start {
  return (request) => {
    const child = processes?.spawn({ ...PLAIN, ...request });
    if (child === undefined) throw new Error('this kernel has no processes');
    if ('errno' in child) return { words: `${child.syscall} ${errorCode(child.errno)}`, kill: () => '', reap: () => null, pid: -1 };
    return { words: 'started', kill: (signo) => errorOf(child.kill(signo)), reap: () => child.reap(), pid: child.pid };
  };
}

function errorOf(answer: number): string {
  return answer < 0 ? errorCode(answer) : 'ok';
}

function run(scenario: Scenario, kernel: Kernel): unknown {
  try {
    return scenario(starterOf(kernel), kernel);
  } finally {
    kernel.close();
  }
}

async function reaped(kernel: Kernel): Promise<unknown> {
  try {
    const child = starterOf(kernel)({});
    const killed = child.kill(SIGKILL);
    let status = child.reap();
    while (status === null) {
      kernel.turns.pollSync(kernel.clock.now() + 1);
      status = child.reap();
    }
    return [killed, status, child.kill(SIGTERM), child.kill(0), child.reap()];
  } finally {
    kernel.close();
  }
}
