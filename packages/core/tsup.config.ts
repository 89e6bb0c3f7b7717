import type { Options } from 'tsup';
import { packageBuild } from '../../tsup.base.ts';

const config: Options[] = packageBuild({ index: 'src/index.ts', area: 'src/area-kit.ts' });

export default config;
