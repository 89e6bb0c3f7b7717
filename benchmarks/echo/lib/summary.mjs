// From measured windows to figures: medians per server, and ratios between them.
import { compareRounds, median } from '../../lib/statistics.mjs';
import { summarizeCells } from './summarize-cells.mjs';

const cpuPerMessage = (window) => (window.cpuSeconds * 1e6) / window.messages;
const messagesPerSecond = (window) => window.messages / window.seconds;
const p99 = (window) => window.p99us;

function summarizeServer({ kind, name, node }, windows) {
  const of = (figure) => median(windows.map(figure));
  return {
    kind,
    name,
    node,
    messagesPerSecond: of(messagesPerSecond),
    megabytesPerSecond: of((window) => window.bytes / window.seconds / 1e6),
    cpuMicrosecondsPerMessage: of(cpuPerMessage),
    busy: of((window) => window.cpuSeconds / window.seconds),
    p50Microseconds: of((window) => window.p50us),
    p99Microseconds: of(p99),
    windows,
  };
}

const compare = (above, below, figure) => compareRounds(above.windows.map(figure), below.windows.map(figure));

const compareCpu = (above, below) => compare(above, below, cpuPerMessage);
const compareThroughput = (above, below) => compare(above, below, messagesPerSecond);

const isKind = (server, ...kinds) => kinds.includes(server.kind);

/** Of several versions of one rival, the one that counts; undefined when none was measured. */
function cheapest(servers, ...kinds) {
  const rivals = servers.filter((server) => isKind(server, ...kinds));
  const cost = (server) => server.cpuMicrosecondsPerMessage;
  return rivals.reduce((best, server) => (best === undefined || cost(server) < cost(best) ? server : best), undefined);
}

/** The ratios of one tsyncio server; a rival that was not measured is undefined. All of them: above 1, tsyncio is the better one. */
function ratiosOf(ours, servers) {
  const nodeNet = cheapest(servers, 'node-net');
  const uvloop = cheapest(servers, 'uvloop', 'uvloop-buffered');
  const floor = servers.find((server) => isKind(server, 'epoll'));
  const plain = isKind(ours, 'tsyncio-buffered')
    ? servers.find((server) => isKind(server, 'tsyncio') && server.node === ours.node)
    : undefined;
  return {
    kind: ours.kind,
    server: ours.name,
    nodeNet: nodeNet && {
      server: nodeNet.name,
      cpuNodeNetByOurs: compareCpu(nodeNet, ours),
      throughputOursByNodeNet: compareThroughput(ours, nodeNet),
      p99NodeNetByOurs: compare(nodeNet, ours, p99),
    },
    uvloop: uvloop && {
      server: uvloop.name,
      cpuUvloopByOurs: compareCpu(uvloop, ours),
      throughputOursByUvloop: compareThroughput(ours, uvloop),
    },
    epoll: floor && {
      // Which part of the floor's speed is left; 1 cannot be passed by much.
      cpuCByOurs: compareCpu(floor, ours),
      throughputOursByC: compareThroughput(ours, floor),
    },
    plain: plain && { server: plain.name, cpuPlainByOurs: compareCpu(plain, ours) },
  };
}

/** `results` with their `rounds` → cells with one summary per placement, that of most rounds first. */
export const summarize = (specs, results) =>
  summarizeCells(specs, results, {
    summarizeServer,
    ratiosOf: (servers) => servers.filter((server) => isKind(server, 'tsyncio', 'tsyncio-buffered')).map((ours) => ratiosOf(ours, servers)),
  });
