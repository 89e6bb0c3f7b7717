import type { SpawnRequest } from '@tsyncio/core/area';
import { Child } from './child.ts';
import { crash } from './crash.ts';
import type { FakeProcess } from './fake-process.ts';
import type { ProcessCalls } from './process-calls.ts';
import type { Program } from './programs.ts';
import { runRoutine } from './run-routine.ts';

/** Run a program in its process, which ends with it. */
export function runProgram(
  program: Program,
  fake: FakeProcess,
  calls: ProcessCalls,
  request: SpawnRequest & { readonly cwd: string },
): void {
  runRoutine(() => program(new Child(fake, calls, request)), {
    get hasEnded() {
      return fake.hasEnded;
    },
    onDone: (code) => fake.end(typeof code === 'number' ? code & 0xff : 0),
    onError: (error) => crash(fake, error),
    onAsync: () => {
      fake.isAsync = true;
    },
  });
}
