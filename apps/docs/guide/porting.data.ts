import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../../ports/smtp-client/sizes.json', import.meta.url));

interface Size {
  readonly files: number;
  /** All lines. */
  readonly lines: number;
  /** Those with code on them. */
  readonly code: number;
}

interface Sizes {
  readonly original: Size;
  readonly port: Size;
  /** Of the port: locks, time limits, flow control. */
  readonly highLevel: Size;
  /** Of the port: headers and addresses of messages. */
  readonly mail: Size;
}

/** What `import { data } from './porting.data.ts'` gives a page; VitePress makes it when the site is built. */
export declare const data: Sizes;

const loader: { watch: string[]; load: () => Sizes } = {
  watch: ['../../../ports/smtp-client/sizes.json'],
  load: () => JSON.parse(readFileSync(file, 'utf8')),
};

// biome-ignore lint/style/noDefaultExport: VitePress asks for it
export default loader;
