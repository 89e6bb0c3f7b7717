import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** How each system installs what a build needs: the program that tells the system, and the command. */
const ADVICE = [
  ['/usr/bin/apt-get', 'apt-get install g++ make python3'],
  ['/usr/bin/dnf', 'dnf install gcc-c++ make python3'],
  ['/sbin/apk', 'apk add g++ linux-headers make python3'],
  ['/usr/bin/pacman', 'pacman -S gcc make python'],
  ['/usr/bin/xcode-select', 'xcode-select --install'],
];

/** What node-gyp will start, in the order in which it looks; one of each row has to be there. */
function wanted() {
  const compiler = process.platform === 'darwin' ? 'c++' : 'g++';
  return [
    ['a C++ compiler', [process.env.CXX?.split(' ')[0] || compiler]],
    ['make', [process.env.MAKE || 'make', 'gmake']],
    [
      'Python 3',
      [process.env.NODE_GYP_FORCE_PYTHON, process.env.npm_config_python, process.env.PYTHON, 'python3', 'python'].filter(Boolean),
    ],
  ];
}

function runs(program) {
  const { error, status } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  return error === undefined && status === 0;
}

/** A sentence for each tool that a build needs and that cannot be started; nothing when all are there. */
export function missingTools() {
  const missing = wanted().filter(([, programs]) => !programs.some(runs));
  if (missing.length === 0) return [];
  const install = ADVICE.find(([program]) => existsSync(program))?.[1];
  return [
    ...missing.map(([name, programs]) => `${name} is missing (looked for ${programs.join(', ')})`),
    ...(install === undefined ? [] : [`install what is missing: ${install}`]),
  ];
}
