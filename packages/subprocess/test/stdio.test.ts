import { closeSync, openSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { DEVNULL, type FileLike, type Kernel, PIPE, STDOUT, type Stdio, type SubprocessOptions } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { allDescriptors } from '../../../test-support/open-descriptors.ts';
import { end, output, type Started, start, startShell } from './child-recorder.ts';
import { withFolder } from './with-folder.ts';
import { type TestLoop, withLoop } from './with-loop.ts';

type Position = 'stdin' | 'stdout' | 'stderr';
const POSITIONS: readonly Position[] = ['stdin', 'stdout', 'stderr'];
/** Writes down what each of its standard descriptors is. */
const SAY_WHAT = `import os, sys
open(sys.argv[1], 'w').write('\\n'.join(os.readlink(f'/proc/self/fd/{fd}') for fd in range(3)))`;

/** What the child's 0, 1 and 2 are: its own links. */
async function linksIn(loop: TestLoop, folder: string, options: SubprocessOptions): Promise<string[]> {
  const path = `${folder}/links`;
  const child = await start(loop, ['python3', '-c', SAY_WHAT, path], options);
  expect(await end(child)).toBe(0);
  expectPipes(child, options);
  return readFileSync(path, 'utf8').split('\n');
}

/** What a descriptor of this process is. */
function linkOf(fd: number): string {
  return readlinkSync(`/proc/self/fd/${fd}`);
}

/** There is a transport for each pipe and for nothing else, and each was told to be lost, once. */
function expectPipes({ transport, protocol }: Started, options: SubprocessOptions): void {
  for (const [fd, name] of POSITIONS.entries()) {
    const isPipe = options[name] === undefined || options[name] === PIPE;
    expect(transport.getPipeTransport(fd) === null, name).toBe(!isPipe);
    expect(protocol.events.filter((event) => event.startsWith(`lost ${fd}`))).toHaveLength(isPipe ? 1 : 0);
  }
}

describe('each standard stream', () => {
  const forms: [string, (fd: number, handle: FileLike) => Stdio, RegExp][] = [
    ['PIPE', () => PIPE, /^pipe:/],
    ['DEVNULL', () => DEVNULL, /^\/dev\/null$/],
    ['a descriptor', (fd) => fd, /file$/],
    ['a FileHandle', (_fd, handle) => handle, /file$/],
  ];
  const cases = POSITIONS.flatMap((name) => forms.map((form) => [name, ...form] as const));
  test.each(cases)('%s can be %s', (name, _form, make, expected) =>
    withFolder(async (folder) => {
      writeFileSync(`${folder}/file`, '');
      const fd = openSync(`${folder}/file`, 'r+');
      const handle = await open(`${folder}/file`, 'r+');
      try {
        await withLoop(async (loop) => {
          const links = await linksIn(loop, folder, { stdin: DEVNULL, stdout: DEVNULL, stderr: DEVNULL, [name]: make(fd, handle) });
          for (const [index, link] of links.entries()) expect(link).toMatch(POSITIONS[index] === name ? expected : /^\/dev\/null$/);
        });
        // They stay open, and the caller's.
        expect(handle.fd).toBeGreaterThan(-1);
        expect(allDescriptors().filter((label) => label.endsWith('/file'))).toHaveLength(2);
      } finally {
        closeSync(fd);
        await handle.close();
      }
    }),
  );

  test.each(POSITIONS)('%s can be that of this process', (name) =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const links = await linksIn(loop, folder, { stdin: DEVNULL, stdout: DEVNULL, stderr: DEVNULL, [name]: null });
        const fd = POSITIONS.indexOf(name);
        expect(links[fd]).toBe(linkOf(fd));
      }),
    ),
  );

  test('is a pipe unless said otherwise', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const links = await linksIn(loop, folder, {});
        expect(new Set(links).size).toBe(3);
        for (const link of links) expect(link).toMatch(/^pipe:/);
      }),
    ));
});

describe('stderr: STDOUT', () => {
  test('merges both into one stream, in order', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'for i in 1 2 3; do echo out $i; echo err $i >&2; done', { stderr: STDOUT });
      expect(await output(child)).toBe('out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n');
      expect(child.transport.getPipeTransport(2)).toBeNull();
    }));

  const places: [string, (fd: number) => Stdio][] = [
    ['the null device', () => DEVNULL],
    ['a file', (fd) => fd],
    ['that of this process', () => null],
  ];
  test.each(places)('follows stdout to %s', (_what, make) =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const fd = openSync(`${folder}/file`, 'w');
        const links = await linksIn(loop, folder, { stdin: DEVNULL, stdout: make(fd), stderr: STDOUT });
        closeSync(fd);
        expect(links[2]).toBe(links[1]);
      }),
    ),
  );
});

describe('descriptors', () => {
  test('may be exchanged: stdin is 2 of this process, stdout 0, stderr 1', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const links = await linksIn(loop, folder, { stdin: 2, stdout: 0, stderr: 1 });
        expect(links).toEqual([2, 0, 1].map(linkOf));
      }),
    ));

  test('may be the same for all three', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const fd = openSync(`${folder}/file`, 'w+');
        const child = await startShell(loop, 'echo out; echo err >&2', { stdin: fd, stdout: fd, stderr: fd });
        await end(child);
        closeSync(fd);
        expect(readFileSync(`${folder}/file`, 'utf8')).toBe('out\nerr\n');
      }),
    ));

  test('that are pipes of ours may be given to a child', () =>
    withLoop(async (loop) => {
      const { pipes, sockets } = stateOf(loop).kernel as Required<Kernel>;
      const [reader, writer] = pipes.open() as [number, number];
      sockets.setblocking(writer, true);
      expect(await end(await start(loop, ['echo', 'through a pipe'], { stdout: writer }))).toBe(0);
      sockets.close(writer);
      expect(String(pipes.read(reader, 100))).toBe('through a pipe\n');
      sockets.close(reader);
    }));

  test('that are not open are refused, and nothing is left open', () =>
    withLoop(async (loop) => {
      for (const name of POSITIONS) {
        const error = await failureOf(() => loop.subprocessExec(() => ({}), ['true'], { [name]: 100_000 }));
        expect(error).toMatchObject({ name: 'SystemError', code: 'EBADF', syscall: 'fstat' });
        expect(error.message).toContain(`${name}: descriptor 100000 is not open`);
      }
    }));

  test.each(['stdout', 'stderr'] as const)(
    'that are not open for %s are refused, though a pipe of the child could get the number',
    (name) =>
      withLoop(async (loop) => {
        const error = await failureOf(() => loop.subprocessExec(() => ({}), ['true'], { [name]: closedDescriptor() }));
        expect(error).toMatchObject({ code: 'EBADF', syscall: 'fstat' });
      }),
  );

  test('of pipes wait in the child, as programs expect', () =>
    withLoop(async (loop) => {
      const program = 'import fcntl, os; print([bool(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_NONBLOCK) for fd in (0, 1, 2)])';
      expect(await output(await start(loop, ['python3', '-c', program]))).toBe('[False, False, False]\n');
    }));
});

/** The number that the next descriptor of this process gets. */
function closedDescriptor(): number {
  const fd = openSync('/dev/zero', 'r');
  closeSync(fd);
  return fd;
}

describe('what the child has open', () => {
  const list = 'ls -l /proc/self/fd | sed "s/.* \\([0-9]*\\) -> .*/\\1/" | grep "^[0-9]*$" | tr "\\n" " "';

  test('is nothing but its standard streams', () =>
    withLoop(async (loop) => {
      const others = await Promise.all([start(loop, ['cat']), start(loop, ['cat'])]);
      const inherited = openSync('/dev/zero', 'r');
      // 3 is the folder that ls reads.
      expect(await output(await start(loop, ['python3', '-c', 'import os; print(sorted(os.listdir("/proc/self/fd")))']))).toBe(
        "['0', '1', '2', '3']\n",
      );
      expect(await output(await startShell(loop, list))).toMatch(/^0 1 2 \d+ $/);
      closeSync(inherited);
      for (const other of others) await output(other);
    }));

  test('is also what passFds names, under the same numbers', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        writeFileSync(`${folder}/a`, 'text of a');
        writeFileSync(`${folder}/b`, 'text of b');
        const fds = [openSync(`${folder}/a`, 'r'), openSync(`${folder}/b`, 'r')];
        // Twice the same, and standard ones, which are what they are anyway.
        const options = { passFds: [...fds, fds[0] as number, 1, 2] };
        const read = `import os; print(*[os.read(fd, 100).decode() for fd in (${fds.join()})], os.get_inheritable(${fds[0]}))`;
        expect(await output(await start(loop, ['python3', '-c', read], options))).toBe('text of a text of b True\n');
        for (const fd of fds) closeSync(fd);
      }),
    ));

  test('never is an end of its own pipes that got the number of a closed descriptor in passFds', () =>
    withLoop(async (loop) => {
      const error = await failureOf(() => loop.subprocessExec(() => ({}), ['true'], { passFds: [closedDescriptor()], stdin: null }));
      expect(error).toMatchObject({ code: 'EBADF', syscall: 'fstat' });
    }));

  test('needs the descriptors of passFds to be open', () =>
    withLoop(async (loop) => {
      const error = await failureOf(() => loop.subprocessExec(() => ({}), ['true'], { passFds: [100_000] }));
      expect(error).toMatchObject({ code: 'EBADF' });
      expect(error.message).toContain('passFds: descriptor 100000 is not open');
    }));
});
