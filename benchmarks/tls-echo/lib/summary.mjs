// From measured windows to figures: medians per server, and ratios between them.
import { summarizeCells } from '../../echo/lib/summarize-cells.mjs';
import { compareRounds, median } from '../../lib/statistics.mjs';

const cpuPerMessage = (window) => (window.cpuSeconds * 1e6) / window.messages;
const messagesPerSecond = (window) => window.messages / window.seconds;

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
    p99Microseconds: of((window) => window.p99us),
    windows,
  };
}

const compare = (above, below, figure) => compareRounds(above.windows.map(figure), below.windows.map(figure));

/** Versions of Node.js have versions of OpenSSL: each is compared with itself only. Above 1, tsyncio is the better one. */
function ratiosOf(servers) {
  return servers.flatMap((ours) => {
    const theirs = servers.find(({ kind, node }) => kind === 'node-tls' && node === ours.node);
    if (ours.kind !== 'tsyncio' || !theirs) return [];
    return [
      {
        node: ours.node,
        cpuNodeTlsByOurs: compare(theirs, ours, cpuPerMessage),
        throughputOursByNodeTls: compare(ours, theirs, messagesPerSecond),
      },
    ];
  });
}

export const summarize = (specs, results) => summarizeCells(specs, results, { summarizeServer, ratiosOf });
