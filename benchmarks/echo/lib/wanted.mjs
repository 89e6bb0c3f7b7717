// What tsyncio wants to reach, and whether it does.

const nodeNet = { title: 'CPU net/ours', of: (ratio) => ratio.nodeNet?.cpuNodeNetByOurs };
const uvloop = { title: 'CPU uvloop/ours', of: (ratio) => ratio.uvloop?.cpuUvloopByOurs };
const floor = { title: 'CPU C/ours', of: (ratio) => ratio.epoll?.cpuCByOurs };
const p99 = { title: 'p99 net/ours', of: (ratio) => ratio.nodeNet?.p99NodeNetByOurs };
const plain = { title: 'CPU plain/ours', of: (ratio) => ratio.plain?.cpuPlainByOurs };

const reaches = (atLeast) => ({ atLeast: atLeast.toFixed(2), isMet: ({ ratio }) => ratio >= atLeast });
/** A middle half that includes 1 is no difference. */
const notWorse = { atLeast: 'not worse', isMet: ({ high }) => high >= 1 };

const at = (connections, size) => (cell) => cell.connections === connections && cell.size === size;
const everywhere = () => true;

const small = at(50, 1024);
const many = at(500, 1024);
const large = at(50, 102_400);

const wanted = [
  { cell: small, kind: 'tsyncio', figure: nodeNet, ...reaches(1.4) },
  { cell: small, kind: 'tsyncio', figure: uvloop, ...reaches(0.95) },
  { cell: small, kind: 'tsyncio', figure: floor, ...reaches(0.88) },
  { cell: many, kind: 'tsyncio', figure: nodeNet, ...reaches(1.6) },
  { cell: many, kind: 'tsyncio', figure: uvloop, ...reaches(1.2) },
  { cell: many, kind: 'tsyncio', figure: floor, ...reaches(0.85) },
  { cell: many, kind: 'tsyncio', figure: p99, ...notWorse },
  { cell: large, kind: 'tsyncio', figure: nodeNet, ...reaches(1.9) },
  { cell: large, kind: 'tsyncio', figure: uvloop, ...reaches(0.95) },
  { cell: large, kind: 'tsyncio-buffered', figure: floor, ...reaches(0.9) },
  { cell: everywhere, kind: 'tsyncio-buffered', figure: plain, ...notWorse },
];

/** What is wanted of one cell, judged by the `ratios` of one placement; what was not measured is left out. */
export function judge(cell, ratios) {
  return wanted.flatMap(({ cell: isCell, kind, figure, atLeast, isMet }) => {
    if (!isCell(cell)) return [];
    return ratios.flatMap((ratio) => {
      const comparison = ratio.kind === kind ? figure.of(ratio) : undefined;
      return comparison ? [{ server: ratio.server, figure: figure.title, comparison, atLeast, met: isMet(comparison) }] : [];
    });
  });
}
