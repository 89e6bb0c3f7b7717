// What benchmarks compile and fetch; git does not see it.
import { fileURLToPath } from 'node:url';

export const cacheDirectory = fileURLToPath(new URL('../.cache', import.meta.url));
