// From measured windows to figures: medians per server, and ratios between them.
import { summarizeCells } from '../../echo/lib/summarize-cells.mjs';
import { compareRounds, median } from '../../lib/statistics.mjs';

const cpuPerConnection = (window) => (window.cpuSeconds * 1e6) / window.connections;
const connectionsPerSecond = (window) => window.connections / window.seconds;

function summarizeServer({ kind, name, node }, windows) {
  const of = (figure) => median(windows.map(figure));
  return {
    kind,
    name,
    node,
    cpuMicrosecondsPerConnection: of(cpuPerConnection),
    connectionsPerSecond: of(connectionsPerSecond),
    busy: of((window) => window.cpuSeconds / window.seconds),
    p50Microseconds: of((window) => window.p50us),
    p99Microseconds: of((window) => window.p99us),
    windows,
  };
}

const compare = (above, below, figure) => compareRounds(above.windows.map(figure), below.windows.map(figure));

const rivals = ['node-net', 'uvloop', 'epoll'];

/** Of several versions of one rival, the cheapest counts. Above 1, tsyncio is the better one. */
function ratiosOf(servers) {
  const cost = (server) => server.cpuMicrosecondsPerConnection;
  return servers
    .filter(({ kind }) => kind === 'tsyncio')
    .flatMap((ours) =>
      rivals.flatMap((rival) => {
        const [theirs] = servers.filter(({ kind }) => kind === rival).sort((a, b) => cost(a) - cost(b));
        if (!theirs) return [];
        return [
          {
            ours: ours.name,
            kind: rival,
            server: theirs.name,
            cpuTheirsByOurs: compare(theirs, ours, cpuPerConnection),
            throughputOursByTheirs: compare(ours, theirs, connectionsPerSecond),
          },
        ];
      }),
    );
}

export const summarize = (specs, results) => summarizeCells(specs, results, { summarizeServer, ratiosOf });
