import type { Options } from 'tsup';
import { packageBuild } from '../../tsup.base.ts';

const config: Options[] = packageBuild({
  index: 'src/index.ts',
  'thread-worker': 'src/worker/thread-worker.ts',
  'process-worker': 'src/worker/process-worker.ts',
});

export default config;
