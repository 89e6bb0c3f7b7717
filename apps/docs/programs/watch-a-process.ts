// Waits for the end of a process by its pidfd, a descriptor that Linux has and
// Node cannot make. The process need not be our child.
//
//   node --import tsx apps/docs/programs/watch-a-process.ts
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { pidfdOpen } from '@tsyncio/native';
import { type EventLoop, run } from 'tsyncio';

async function endOf(loop: EventLoop, pid: number): Promise<void> {
  const ended = loop.createFuture<void>();
  const fd = pidfdOpen(pid);
  loop.addReader(fd, () => {
    // It stays readable: without this we would be called in every turn.
    loop.removeReader(fd);
    ended.setResult();
  });
  try {
    await ended;
  } finally {
    loop.removeReader(fd); // also when we were cancelled
    closeSync(fd);
  }
}

await run(async (loop) => {
  const cat = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  const watching = loop.createTask(() => endOf(loop, cat.pid ?? -1));
  loop.callLater(20, () => cat.stdin.end());
  await watching;
  console.log('cat has ended');
});
