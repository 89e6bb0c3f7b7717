import type { SubprocessProtocol, SubprocessTransport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openDescriptors } from '../../../test-support/open-descriptors.ts';
import { warningsOf } from '../../../test-support/warnings-of.ts';
import { ChildRecorder, end, output, readerOf, start, startShell, stdinOf } from './child-recorder.ts';
import { children, newLoop, stateOfProcess, turns, until, withLoop } from './with-loop.ts';

describe('events', () => {
  /** A child whose end was not looked at before `connectionMade`, nor its pipes. */
  async function tracesOf(command: string): Promise<string[]> {
    let events: string[] = [];
    await withLoop(async (loop) => {
      const child = await startShell(loop, command);
      await end(child);
      ({ events } = child.protocol);
    });
    return events;
  }

  test('begin with connectionMade and end with connectionLost, whatever comes first', async () => {
    for (let round = 0; round < 20; round++) {
      const events = await tracesOf(round % 2 === 0 ? 'echo out; echo err >&2' : 'exit 3');
      expect(events[0]).toBe('made');
      expect(events.at(-1)).toBe('lost null');
      expect(new Set(events.filter((event) => !event.startsWith('data')))).toHaveLength(6);
    }
  });

  test('of each descriptor are data, then its end', async () => {
    const events = await tracesOf('for i in 1 2 3; do echo out; echo err >&2; done');
    for (const fd of [1, 2]) {
      const ofIt = events.filter((event) => event === `data ${fd}` || event.startsWith(`lost ${fd}`));
      expect(ofIt.length).toBeGreaterThan(1);
      expect(ofIt.at(-1)).toBe(`lost ${fd} null`);
      expect(ofIt.filter((event) => event.startsWith('lost'))).toHaveLength(1);
    }
  });

  test('of the exit come once, and connectionLost in a later turn', () =>
    withLoop(async (loop) => {
      const protocol = new ChildRecorder();
      let inTurn = true;
      protocol.on = (event) => {
        if (event === 'lost null') expect(inTurn).toBe(false);
        else {
          inTurn = true;
          loop.callSoon(() => {
            inTurn = false;
          });
        }
      };
      // Without pipes only the exit can be the last but one.
      const child = await start(loop, ['true'], { stdin: null, stdout: null, stderr: null }, protocol);
      await end(child);
      expect(protocol.events).toEqual(['made', 'exited', 'lost null']);
    }));

  test('that came before connectionMade are told after it, in their order', async () => {
    const loop = newLoop();
    const protocol = new ChildRecorder();
    try {
      // The child ends while this thread does nothing else, so that the first turn sees its end.
      loop.callSoon(() => {
        void loop.subprocessExec(() => protocol, ['true'], { stdin: null, stdout: null });
        while (stateOfProcess(children()[0] as number) !== 'Z');
      });
      protocol.on = (event) => event === 'lost null' && loop.stop();
      await loop.runForever();
      expect(protocol.events).toEqual(['made', 'exited', 'lost 2 null', 'lost null']);
    } finally {
      loop.close();
    }
  });

  test('end only when the last pipe does, which somebody else may have open', () =>
    withLoop(async (loop) => {
      // The grandchild has our pipe as its output, and waits for the end of its own input.
      const child = await startShell(loop, 'exec 3<&0; { cat <&3; echo late; } & exit 5');
      const { protocol } = child;
      await until(() => protocol.has('exited'));
      expect(child.transport.getReturncode()).toBe(5);
      await turns(20);
      expect(protocol.lost).toBe(false);
      expect(protocol.has('lost 1 null')).toBe(false);
      stdinOf(child).close();
      await end(child);
      expect(protocol.text(1)).toBe('late\n');
      expect(protocol.events.at(-1)).toBe('lost null');
    }));

  test('after the exit are what was left in the pipes', () =>
    withLoop(async (loop) => {
      const protocol = new ChildRecorder();
      protocol.on = (event) =>
        event === 'made' && readerOf({ transport: protocol.transport as SubprocessTransport, protocol }).pauseReading();
      const child = await startShell(loop, 'echo left behind', {}, protocol);
      await until(() => protocol.has('exited'));
      expect(protocol.text(1)).toBe('');
      readerOf(child).resumeReading();
      await end(child);
      expect(protocol.text(1)).toBe('left behind\n');
    }));

  test('that make the protocol throw are reported, and end nothing', () =>
    withLoop(async (loop, reports) => {
      class Throwing extends ChildRecorder {
        override on = (event: string): void => {
          throw new Error(`at ${event}`);
        };
      }
      const child = await startShell(loop, 'echo out; exit 3', { stdin: null, stderr: null }, new Throwing());
      expect(await end(child)).toBe(3);
      const told = reports.splice(0);
      expect(told.map(({ message }) => message).sort()).toEqual([
        'protocol.connectionLost() failed',
        'protocol.connectionMade() failed',
        'protocol.pipeConnectionLost() failed',
        'protocol.pipeDataReceived() failed',
        'protocol.processExited() failed',
      ]);
      const ofData = told.find(({ message }) => message?.includes('Data'));
      expect(String(ofData?.exception)).toBe('Error: at data 1');
      expect(ofData?.transport).toBe(child.transport);
      expect(ofData?.protocol).toBe(child.protocol);
    }));

  test('go to the protocol that was set last', () =>
    withLoop(async (loop) => {
      const first = new ChildRecorder();
      const second = new ChildRecorder();
      const child = await start(loop, ['cat'], {}, first);
      expect(child.transport.getProtocol()).toBe(first);
      child.transport.setProtocol(second);
      stdinOf(child).write(Buffer.from('text'));
      stdinOf(child).close();
      await end({ ...child, protocol: second });
      expect(first.events).toEqual(['made']);
      expect(second.text(1)).toBe('text');
      expect(child.transport.getProtocol()).not.toBe(second);
    }));

  test('may be of no interest', () =>
    withLoop(async (loop) => {
      const [transport] = await loop.subprocessExec(() => ({}) as SubprocessProtocol, ['sh', '-c', 'echo; exit 4'], {});
      await until(() => transport.getReturncode() !== null);
      await turns(3);
      expect(transport.getReturncode()).toBe(4);
    }));
});

describe('signals', () => {
  const cases: [string, (transport: SubprocessTransport) => void, number][] = [
    ['kill()', (transport) => transport.kill(), -9],
    ['terminate()', (transport) => transport.terminate(), -15],
    ["sendSignal('SIGHUP')", (transport) => transport.sendSignal('SIGHUP'), -1],
    ['sendSignal(10)', (transport) => transport.sendSignal(10), -10],
  ];
  test.each(cases)('%s ends the child', (_name, send, code) =>
    withLoop(async (loop) => {
      const child = await start(loop, ['cat']);
      send(child.transport);
      expect(await end(child)).toBe(code);
      expect(child.transport.isClosing()).toBe(false);
    }),
  );

  test('that the child catches do not end it', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'trap "echo caught; exit 6" TERM; echo ready; while :; do read x; done');
      await until(() => child.protocol.text(1) === 'ready\n');
      child.transport.terminate();
      expect(await output(child)).toBe('ready\ncaught\n');
      expect(child.transport.getReturncode()).toBe(6);
    }));

  test('that are none are refused', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['cat']);
      const { transport } = child;
      expect(() => transport.sendSignal('SIGNOTHING' as 'SIGHUP')).toThrow(RangeError);
      expect(() => transport.sendSignal(0)).toThrow('invalid signal number 0');
      expect(() => transport.sendSignal(65)).toThrow(RangeError);
      expect(() => transport.sendSignal('kill' as 'SIGHUP')).toThrow(TypeError);
      expect(() => transport.sendSignal(null as never)).toThrow(TypeError);
      await output(child);
    }));

  test('to a child that has ended are ignored until connectionLost, and say "no such process" afterwards', () =>
    withLoop(async (loop) => {
      const protocol = new ChildRecorder();
      let ignored = 0;
      protocol.on = (event) => {
        if (event !== 'exited' && event !== 'lost null') return;
        protocol.transport?.kill();
        protocol.transport?.sendSignal('SIGHUP');
        ignored++;
      };
      const child = await startShell(loop, 'exit 3', {}, protocol);
      await until(() => protocol.lost);
      // In the next turn at the latest.
      await turns(1);
      expect(ignored).toBe(2);
      expect(child.transport.getReturncode()).toBe(3);
      for (const send of ['kill', 'terminate'] as const) {
        const error = await failureOf(() => child.transport[send]());
        expect(error).toMatchObject({ name: 'SystemError', code: 'ESRCH', syscall: 'kill' });
        expect(error.message).toContain(`no such process: child ${child.transport.getPid()} has ended`);
      }
      expect((await failureOf(() => child.transport.sendSignal('SIGHUP'))).code).toBe('ESRCH');
    }));

  test('at any moment around the end never change what it exited with', () =>
    withLoop(async (loop) => {
      for (let round = 0; round < 40; round++) {
        const child = await start(loop, ['true'], { stdin: null, stdout: null, stderr: null });
        await turns(round % 8);
        const before = child.transport.getReturncode();
        if (!child.protocol.lost) child.transport.sendSignal('SIGWINCH'); // which does nothing to it
        expect(await end(child)).toBe(0);
        expect([null, 0]).toContain(before);
      }
    }));
});

describe('close', () => {
  test('kills the child and closes its pipes, in order', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['cat']);
      expect(child.transport.isClosing()).toBe(false);
      child.transport.close();
      child.transport.close();
      expect(child.transport.isClosing()).toBe(true);
      expect(child.protocol.events).toEqual(['made']);
      expect(await end(child)).toBe(-9);
      expect([...child.protocol.events].sort()).toEqual(['exited', 'lost 0 null', 'lost 1 null', 'lost 2 null', 'lost null', 'made']);
      child.transport.close();
    }));

  test('kills no child that has ended, seen or not', () =>
    withLoop(async (loop) => {
      const seen = await startShell(loop, 'exit 7');
      await end(seen);
      seen.transport.close();
      expect(seen.transport.getReturncode()).toBe(7);

      const unseen = await startShell(loop, 'read go; exit 8');
      let told = true;
      const warnings = await warningsOf(() => {
        stdinOf(unseen).write(Buffer.from('\n'));
        while (stateOfProcess(unseen.transport.getPid()) !== 'Z');
        loop.setDebug(true);
        unseen.transport.close();
        loop.setDebug(false);
        told = unseen.protocol.has('exited');
      });
      expect(warnings).toEqual([]);
      expect(told, 'it was told from within close').toBe(false);
      expect(await end(unseen)).toBe(8);
    }));

  test('warns in debug mode that it kills', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['cat']);
      const text = String(child.transport);
      loop.setDebug(true);
      const warnings = await warningsOf(() => child.transport.close());
      loop.setDebug(false);
      await end(child);
      expect(warnings.map(({ message }) => message.replace(/ closing>/g, ' reading>'))).toEqual([
        expect.stringContaining(`Close running child process: kill <SubprocessTransport pid=${child.transport.getPid()} running`),
      ]);
      expect(text).toContain('running');
    }));

  test('in connectionMade is no different', () =>
    withLoop(async (loop) => {
      const protocol = new ChildRecorder();
      protocol.on = (event) => event === 'made' && protocol.transport?.close();
      expect(await end(await start(loop, ['cat'], {}, protocol))).toBe(-9);
    }));

  test('of one pipe leaves the others: the child gets EPIPE', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'trap "" PIPE; read x; echo to nobody || echo refused >&2; exit 5');
      readerOf(child, 1).close();
      await until(() => child.protocol.has('lost 1 null'));
      stdinOf(child).write(Buffer.from('go\n'));
      expect(await end(child)).toBe(5);
      expect(child.protocol.text(2)).toContain('refused');
    }));
});

describe('stdin of a child', () => {
  test('that has gone is told to be lost, and with EPIPE when something was not read', () =>
    withLoop(async (loop) => {
      const quiet = await start(loop, ['true']);
      await end(quiet);
      expect(quiet.protocol.has('lost 0 null')).toBe(true);

      const full = await start(loop, ['sleep', '1000']);
      stdinOf(full).write(Buffer.alloc(4 << 20));
      full.transport.kill();
      expect(await end(full)).toBe(-9);
      expect(full.protocol.has('lost 0 EPIPE')).toBe(true);
    }));

  test('takes writes after its end without a word', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['true']);
      await end(child);
      stdinOf(child).write(Buffer.from('nobody reads this'));
      stdinOf(child).writeEof();
    }));
});

describe('what a transport says of itself', () => {
  test('number, pipes and code of the child', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['cat', '-u'], { stderr: null });
      const { transport } = child;
      expect(children()).toEqual([transport.getPid()]);
      expect(transport.getReturncode()).toBeNull();
      expect(transport.getPipeTransport(0)).not.toBeNull();
      expect(transport.getPipeTransport(1)).not.toBeNull();
      for (const fd of [2, 3, -1, '0' as never]) expect(transport.getPipeTransport(fd)).toBeNull();
      expect(transport.getExtraInfo('subprocess')).toEqual({ pid: transport.getPid(), argv: ['cat', '-u'], returncode: null });
      expect(transport.getExtraInfo('peername')).toBeUndefined();
      expect(transport.getExtraInfo('nothing', 5)).toBe(5);
      await output(child);
      expect(transport.getReturncode()).toBe(0);
      expect(transport.getExtraInfo('subprocess')).toMatchObject({ returncode: 0 });
      expect(transport.isClosing()).toBe(false);
    }));

  test('as text', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['cat'], { stderr: null });
      const pid = child.transport.getPid();
      expect(String(child.transport)).toMatch(
        new RegExp(
          `^<SubprocessTransport pid=${pid} running stdin=<WritePipeTransport fd=\\d+ bufsize=0> stdout=<ReadPipeTransport fd=\\d+ reading>>$`,
        ),
      );
      await output(child);
      expect(String(child.transport)).toContain(`<SubprocessTransport pid=${pid} returncode=0 stdin=<WritePipeTransport closed`);
      const { inspect } = await import('node:util');
      expect(inspect(child.transport)).toBe(String(child.transport));
    }));

  test('without pipes', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['sleep', '1000'], { stdin: null, stdout: null, stderr: null });
      expect(String(child.transport)).toBe(`<SubprocessTransport pid=${child.transport.getPid()} running>`);
      child.transport.kill();
      await end(child);
      expect(String(child.transport)).toBe(`<SubprocessTransport pid=${child.transport.getPid()} returncode=-9>`);
      for (const fd of [0, 1, 2]) expect(child.transport.getPipeTransport(fd)).toBeNull();
      child.transport.close();
    }));
});

describe('a loop that is closed while children run', () => {
  test('kills and reaps them, and their transports signal nobody afterwards', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    const started = await loop.runUntilComplete(() =>
      Promise.all([start(loop, ['cat']), start(loop, ['sleep', '1000']), start(loop, ['tail', '-f', '/dev/null'])]),
    );
    expect(children()).toHaveLength(3);
    loop.close();
    expect(children()).toEqual([]);
    expect(openDescriptors()).toEqual(before);
    for (const { transport, protocol } of started) {
      expect(await failureOf(() => transport.kill())).toMatchObject({ code: 'ESRCH' });
      transport.close();
      transport.close();
      expect(protocol.events).toEqual(['made']);
    }
  });

  test('lets go of those that it was connecting to', async () => {
    const before = openDescriptors();
    const loop = newLoop();
    loop.callSoon(() => {
      void loop.subprocessExec(() => new ChildRecorder(), ['cat']);
      loop.stop();
    });
    await loop.runForever();
    expect(children()).toHaveLength(1);
    loop.close();
    expect(children()).toEqual([]);
    expect(openDescriptors()).toEqual(before);
  });
});
