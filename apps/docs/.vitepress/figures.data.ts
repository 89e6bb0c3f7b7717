import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, figuresOf } from './figures.ts';

const folder = fileURLToPath(new URL('../../../benchmarks/results', import.meta.url));

const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

interface Figures {
  readonly figures: readonly Figure[];
  /** What they were measured on. */
  readonly machine: string;
}

/** What `import { data } from './figures.data.ts'` gives a page; VitePress makes it when the site is built. */
export declare const data: Figures;

const loader: { watch: string[]; load: () => Figures } = {
  watch: ['../../../benchmarks/results/*.json'],
  load: () => {
    const { cpu, cores, kernel, node } = read('echo').machine;
    return {
      figures: figuresOf(read),
      machine: `${cpu}, ${cores} cores, Linux ${kernel}, Node ${node.replace('v', '')} unless a row says otherwise`,
    };
  },
};

export default loader;
