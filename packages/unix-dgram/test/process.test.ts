import { describe, expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

describe('the process', () => {
  test.for([
    ['stays alive while a socket is open that is neither bound nor connected', 'open', 'still here\n'],
    ['ends by itself when the last socket is closed', 'closed', 'closed\n'],
    ['ends by itself when the last socket is closed in a listener', 'closed by a listener', 'message\nclosed\n'],
    ['goes on after a listener that threw, and no message is lost', 'a listener throws', 'uncaught 1\nmessage 2\nuncaught 3\nmessage 4\n'],
    ['has one poller for all of its sockets, and none when all are closed', '1000 sockets', '3 0\n'],
    ['opens sockets again after the last was closed', 'again', 'first\nsecond\n3 0\n'],
  ] as const)('%s', SLOW, async ([, name, output]) => {
    expect(await runProgramOf(import.meta.url, 'one-case', { args: [name] })).toEqual(success(output));
  });

  test('leaves none of the descriptors open that a first socket got before there were no more', SLOW, async () => {
    const ended = await runProgramOf(import.meta.url, 'one-case', { args: ['too few'], descriptors: 512 });
    expect(ended).toEqual(success('EMFILE,0 lost,opened\n'));
  });

  test('fails to open a socket with EMFILE, when it may have no more descriptors', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'one-case', { args: ['too many'], descriptors: 512 })).toEqual(
      success('EMFILE socket\nworks\n'),
    );
  });
});

describe('worker threads', () => {
  test('have sockets of their own, and end by themselves', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'in-worker', { args: ['echo'] })).toEqual(success('echo: hello\nended with 0\n'));
  });

  test('that are terminated give their sockets back', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'in-worker', { args: ['terminate'] })).toEqual(success('ended with 1\n[]\n'));
  });
});
