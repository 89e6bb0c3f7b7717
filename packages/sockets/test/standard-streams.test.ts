import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { socketpair } from '../src/index.ts';
import { kernel } from './listening.ts';

const PROGRAM = fileURLToPath(new URL('programs/adopt-stdin.ts', import.meta.url));
/** Whether the standard input that both processes share blocks. */
const LOOK = 'import fcntl, os; print("", "non-blocking" if fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK else "blocking")';

describe('a standard stream that a socket adopted', () => {
  test.each(['close', 'exit', 'leave', 'end'])('is blocking again for whoever else has it, after: %s', async (how) => {
    const node = [process.execPath, '--import', 'tsx', '--conditions=@tsyncio/source', PROGRAM, how].map((word) => `'${word}'`).join(' ');
    const shell = spawn('sh', ['-c', `${node}; python3 -c '${LOOK}'`], { stdio: ['pipe', 'pipe', 'inherit'] });
    let printed = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    shell.stdin.write('hello');
    await once(shell, 'close');
    expect(printed).toBe('non-blocking, hello blocking\n');
  });

  test('does not change when another stream, which is the same file, is closed', async () => {
    const [mine, theirs] = socketpair(undefined, undefined, undefined, { kernel });
    theirs.setblocking(true);
    const program = fileURLToPath(new URL('programs/adopt-both.ts', import.meta.url));
    const command = ['--import', 'tsx', '--conditions=@tsyncio/source', program];
    const child = spawn(process.execPath, command, { stdio: [theirs.fileno(), 'ignore', theirs.fileno()] });
    await once(child, 'exit');
    const [before, meanwhile] = String(mine.recv(100)).split(' ');
    expect(meanwhile).toBe('false');
    // Node itself makes them non-blocking when it has something to print.
    expect(String(theirs.getblocking())).toBe(before);
    mine.close();
    theirs.close();
  });
});
