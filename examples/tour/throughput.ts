import type { Report } from './report.ts';

interface Measured {
  readonly name: string;
  readonly messagesPerSecond: number;
  readonly cpuMicrosecondsPerMessage: number;
  readonly p99Microseconds: number;
  /** How much of the time its process was running, 0 to 1. */
  readonly busy: number;
}

interface EchoBenchmark {
  compareEcho(options: {
    readonly servers: readonly string[];
    readonly connections: number;
    readonly size: number;
    readonly rounds: number;
    readonly durationMs: number;
  }): Promise<{ readonly servers: readonly Measured[] }>;
}

function tell(report: Report, server: Measured): void {
  const rate = `${Math.round(server.messagesPerSecond).toLocaleString('en')} messages/s`;
  const cost = `${server.cpuMicrosecondsPerMessage.toFixed(2)} µs of processor time each`;
  const tail = `99 of 100 within ${Math.ceil(server.p99Microseconds)} µs`;
  // On a busy machine the rate says more about the other programs than about this one.
  const shared = server.busy < 0.9 ? `; it had its core ${Math.round(server.busy * 100)} % of the time` : '';
  report.check(server.messagesPerSecond > 0, server.name, `${rate}, ${cost}, ${tail}${shared}`);
}

export async function compareThroughput(report: Report): Promise<void> {
  const did = 'echo servers are measured';
  if (process.platform !== 'linux') return report.skipped(did, `it needs Linux; this is ${process.platform}`);
  const { compareEcho }: EchoBenchmark = await import(new URL('../../benchmarks/echo/measure-echo.mjs', import.meta.url).href);
  try {
    const cell = { connections: 50, size: 1024, rounds: 5, durationMs: 200 };
    const { servers } = await compareEcho({ servers: ['tsyncio', 'node-net'], ...cell });
    for (const server of servers) tell(report, server);
    const [ours, nodes] = servers.map((server) => server.cpuMicrosecondsPerMessage);
    if (ours && nodes) report.came('processor time per message, node:net by tsyncio', `${(nodes / ours).toFixed(1)} times`);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_NO_COMPILER') throw error;
    report.skipped(did, 'there is no C compiler for the load generator (install gcc or clang, or set CC); everything else goes on');
  }
}
