import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeWith } from '../../../test-support/needs-tool.ts';

const PROGRAM = fileURLToPath(new URL('programs/copy-input.ts', import.meta.url));
/** Whether the standard input that both processes share blocks. That of the output is changed by whatever compiles the program, too. */
const LOOK = 'import fcntl, os; print("non-blocking" if fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK else "blocking")';

describeWith(['python3'], 'standard input and output as pipes', () => {
  test.each(['close', 'exit', 'leave'])('work, and input blocks again for whoever else has it, after: %s', async (how) => {
    const node = [process.execPath, '--import', 'tsx', '--conditions=@tsyncio/source', PROGRAM].map((word) => `'${word}'`).join(' ');
    // Pipes of the shell: those that Node gives a child are sockets.
    const shell = spawn('sh', ['-c', `echo ${how} | { ${node}; python3 -c '${LOOK}'; } | cat`], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    await once(shell, 'close');
    expect(printed).toBe(`${how}\nblocking\n`);
  });
});
