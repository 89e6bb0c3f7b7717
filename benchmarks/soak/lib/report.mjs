// The text that is printed.
import { formatTable } from '../../lib/table.mjs';

const mebibytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

function formatMemory({ memory, samples }) {
  const [last] = samples.slice(-1);
  if (last === undefined) return 'memory: too short to be sampled';
  const rows = Object.entries(memory.bounds).map(([figure, bound]) => [
    figure,
    mebibytes(last[figure]),
    Number.isNaN(memory[figure]) ? '–' : `${memory[figure].toFixed(0)} KiB/min`,
    memory.judged ? `${bound} KiB/min` : 'too short to be judged',
  ]);
  const heading = `memory, slope of a straight line through the samples after ${memory.warmUpSeconds.toFixed(0)} s`;
  return `${heading}\n${formatTable(['', 'at the end', 'slope', 'bound'], rows)}`;
}

export function formatReport(result) {
  const { machine, seconds, seed, sockets, bytes, waits, counts, descriptors, violations } = result;
  const names = Object.keys(counts).sort();
  return [
    `${sockets} sockets for ${seconds} s, seed ${seed}, Node.js ${machine.node}, ${machine.cpu}, ${machine.date}\n`,
    formatTable(
      ['what happened', 'times'],
      names.map((name) => [name, String(counts[name])]),
    ),
    `\nbytes checked: ${mebibytes(bytes)}; waits watched: ${waits}`,
    `descriptors: ${descriptors.before} at the beginning, ${descriptors.after} at the end\n`,
    formatMemory(result),
    violations.length === 0 ? '\nno violation' : `\n${violations.length} violations\n${violations.slice(0, 20).join('\n')}`,
  ].join('\n');
}
