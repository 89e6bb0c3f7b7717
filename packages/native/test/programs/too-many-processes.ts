// The second child of a user who may have one. The limit of this process is what counts; root, who starts them, has none.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { plainSpawnRequest } from '../../../../test-support/plain-spawn-request.ts';
import { loadBinding } from '../../src/load-binding.ts';
import { nativeProcesses } from '../../src/native-processes.ts';

const NOBODY = 65_534;
const processes = nativeProcesses(loadBinding());
const request = plainSpawnRequest({
  paths: ['/bin/sh'],
  argv: ['sh', '-c', 'exec sleep 60'],
  user: NOBODY,
});
if ('syscall' in processes.spawn(request)) throw new Error('the first did not start');
execFileSync('prlimit', ['--nproc=0:0', '--pid', `${process.pid}`]);
console.log(JSON.stringify(processes.spawn(request)));
const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1').trim();
console.log(`${children.split(' ').length} children`);
processes.close();
