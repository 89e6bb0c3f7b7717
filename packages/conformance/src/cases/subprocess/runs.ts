import type { SubprocessTransport } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';
import { type ChildReactions, ChildRecorder } from './child-recorder.ts';
import { type ChildLoop, children, stdinOf } from './open-children.ts';

/** Start a child of the shell, and run until it is over. */
async function runChild({ newLoop, trace }: Stage, command: string, on: ChildReactions = {}): Promise<void> {
  const loop = newLoop<ChildLoop>();
  const protocol = new ChildRecorder(loop, 'child', trace, on);
  const started = loop.subprocessShell(() => protocol, command);
  await loop.runUntilComplete(protocol.when('lost'));
  await started;
  protocol.tell();
}

/** Without tasks: nothing but what the loop does itself. */
export const childRuns: readonly Case[] = inBothRuns([
  {
    name: 'subprocess/run',
    title: 'a child that is started before a run is told in it, to its end',
    needs: children('programs'),
    run: (stage) => runChild(stage, 'echo out; echo error >&2; exit 3'),
  },
  {
    name: 'subprocess/input-in-a-run',
    title: 'a protocol writes to its child from inside its methods',
    needs: children('programs'),
    run: async (stage) => {
      let close = (): void => {};
      const made = (transport: SubprocessTransport): void => {
        stdinOf(transport).write('hello');
        close = () => stdinOf(transport).close();
      };
      const data = (_fd: number, answer: Buffer): void => {
        stage.trace('data', answer);
        close();
      };
      await runChild(stage, 'cat', { made, data });
    },
  },
  {
    name: 'subprocess/killed-in-a-run',
    title: 'a protocol kills its child from inside its methods',
    needs: children('programs'),
    run: (stage) => runChild(stage, 'exec cat', { made: (transport) => transport.kill() }),
  },
  {
    name: 'subprocess/several-in-a-run',
    title: 'a protocol starts the next child when its own exits',
    needs: children('programs'),
    run: async ({ newLoop, trace }) => {
      const loop = newLoop<ChildLoop>();
      const recorders: ChildRecorder[] = [];
      const started: Promise<unknown>[] = [];
      const start = (left: number): void => {
        const exited = (): void => {
          if (left > 1) start(left - 1);
        };
        const protocol = new ChildRecorder(loop, `child ${left}`, trace, { exited });
        recorders.push(protocol);
        started.push(loop.subprocessExec(() => protocol, ['sh', '-c', `exit ${left}`], { stdin: null, stdout: null, stderr: null }));
        if (left === 1) void protocol.when('lost').addDoneCallback(() => loop.stop());
      };
      start(5);
      await loop.runForever();
      await Promise.all(started);
      for (const protocol of recorders) protocol.tell();
    },
  },
]);
