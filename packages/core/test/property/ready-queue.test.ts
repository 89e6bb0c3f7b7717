import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadyQueue } from '../../src/queue/ready-queue.ts';
import type { Runnable } from '../../src/queue/runnable.ts';

type Operation = { do: 'push' | 'drop'; count: number } | { do: 'clear' };

const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ do: fc.constantFrom('push' as const, 'drop' as const), count: fc.nat({ max: 150 }) }), weight: 20 },
    { arbitrary: fc.constant({ do: 'clear' as const }), weight: 1 },
  ),
  { maxLength: 30, size: 'medium' },
);

describe('the ready queue under random operations', () => {
  it('holds what an array holds', () => {
    const agrees = (all: Operation[]): void => {
      const queue = new ReadyQueue();
      let model: Runnable[] = [];
      for (const operation of all) {
        if (operation.do === 'clear') {
          queue.clear();
          model = [];
        } else if (operation.do === 'push') {
          for (let i = 0; i < operation.count; i++) {
            const item = {} as Runnable;
            queue.push(item);
            model.push(item);
          }
        } else {
          for (const item of model.splice(0, operation.count)) {
            expect(queue.peek() === item).toBe(true);
            queue.drop();
          }
        }
        expect(queue.length).toBe(model.length);
      }
    };
    fc.assert(fc.property(operations, agrees), { numRuns: 40 });
  });
});
