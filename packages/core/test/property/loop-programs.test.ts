import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoopProgram, loopPrograms } from './loop-program.ts';
import { ModelLoop } from './model-loop.ts';
import { playLoopProgram } from './play-loop-program.ts';
import { realMachine } from './real-machine.ts';

describe.each(['runForever', 'runForeverSync'] as const)('a random program under %s', (run) => {
  it('has the callbacks, turns, times and answers of the model', async () => {
    const agrees = async (program: LoopProgram): Promise<void> => {
      expect(await playLoopProgram(program, realMachine(run))).toEqual(await playLoopProgram(program, new ModelLoop()));
    };
    await fc.assert(fc.asyncProperty(loopPrograms, agrees), { numRuns: 300 });
  });
});
