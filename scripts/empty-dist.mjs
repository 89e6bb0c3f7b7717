// Run in a package's folder: empties dist/ before a build.
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
