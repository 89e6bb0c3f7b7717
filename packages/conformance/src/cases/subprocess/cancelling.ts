import type { Case } from '../../case.ts';
import { children, stdinOf, withChildren } from './open-children.ts';

export const cancelledChildren: readonly Case[] = [
  {
    name: 'subprocess/cancelled',
    title: 'a child whose start is cancelled is killed',
    needs: children(),
    covers: [
      'test_subprocess.SubprocessMixin.test_cancel_make_subprocess_transport_exec',
      'test_subprocess.SubprocessMixin.test_cancel_post_init',
      'test_subprocess.SubprocessMixin.test_subprocess_read_pipe_cancelled',
      'test_subprocess.SubprocessMixin.test_subprocess_write_pipe_cancelled',
    ],
    run: withChildren(async (net) => {
      // The end of the pipe that it writes to tells when it is dead.
      for (const turns of [0, 1, 2, 3]) {
        const [reader, writer] = net.pipe();
        const task = net.loop.createTask(() => net.exec('cancelled', ['cat'], { stdout: writer.fd }));
        await net.pass(turns);
        task.cancel();
        await net.attempt('task', async () => void (await task));
        writer.close();
        net.trace('dead', await net.drain(reader));
      }
    }),
  },
  {
    name: 'subprocess/cancelled-is-told',
    title: 'the promises to a protocol are kept also when the start is cancelled',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_cancel_post_init'],
    run: withChildren(async (net) => {
      const protocol = net.recorder('child');
      const task = net.loop.createTask(() => net.loop.subprocessExec(() => protocol, ['cat']));
      await net.pass(1);
      task.cancel();
      await net.attempt('task', async () => void (await task));
      if (protocol.heard.length > 0) await protocol.when('lost');
      net.trace('broken rules', protocol.heard.length > 0 ? protocol.brokenRules() : []);
    }),
  },
  {
    name: 'subprocess/cancelled-again',
    title: 'who cancels a start twice does not wait for the child, which is killed all the same, and nothing is reported',
    needs: children(),
    covers: ['test_subprocess.SubprocessTransportTests.test_proc_exited_no_invalid_state_error_on_exit_waiters'],
    run: withChildren(async (net) => {
      const [reader, writer] = net.pipe();
      const task = net.loop.createTask(() => net.exec('cancelled', ['cat'], { stdout: writer.fd }));
      await net.pass(1);
      task.cancel();
      await net.pass(1);
      task.cancel();
      await net.attempt('task', async () => void (await task));
      writer.close();
      net.trace('dead', await net.drain(reader));
      await net.pass(20);
    }),
  },
  {
    name: 'subprocess/waiting-cancelled',
    title: 'cancelling who waits for a child does nothing to the child',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      const task = net.loop.createTask(async () => {
        await protocol.when('lost');
      });
      await net.pass(2);
      task.cancel();
      try {
        await task;
      } catch (error) {
        net.trace('cancelled', error);
      }
      net.trace('lives on', transport.getReturncode(), transport.isClosing());
      stdinOf(transport).close();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
];
