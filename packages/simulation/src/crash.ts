import { Ended, type FakeProcess } from './fake-process.ts';

/** An error that nobody caught ends a program. */
export function crash(fake: FakeProcess, error: unknown): void {
  if (fake.hasEnded || error instanceof Ended) return;
  fake.descriptors.get(2)?.write(Buffer.from(`${String(error)}\n`));
  const words = error instanceof Error ? error.stack : String(error);
  process.emitWarning(`the program ${fake.path} of process ${fake.pid} failed: ${words}`, 'TsyncioWarning');
  fake.end(1);
}
