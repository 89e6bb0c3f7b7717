import { expect, test } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

test('a callback whose name is no text, or throws, is shown all the same', () => {
  const { loop } = virtualLoop();
  const named = (descriptor: PropertyDescriptor): (() => void) => Object.defineProperty(() => {}, 'name', descriptor);
  expect(`${loop.callSoon(named({ value: Symbol('s') }))}`).toBe('<Handle Symbol(s)()>');
  expect(`${loop.callSoon(named({ get: () => expect.unreachable() }))}`).toBe('<Handle <cannot be shown>()>');
});
