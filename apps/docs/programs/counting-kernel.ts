// A kernel of our own: the native one, with every socket call counted. It shows
// what a message costs in system calls.
//
//   node --import tsx apps/docs/programs/counting-kernel.ts
import type { SocketCalls } from '@tsyncio/core/area';
import { createEventLoop, type Kernel, nativeKernel, socketpair } from 'tsyncio';

type Counts = Map<string, number>;

/** An object whose methods are those of `calls`, each counted under its name. */
function counted(calls: SocketCalls, counts: Counts): SocketCalls {
  return new Proxy(calls, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        counts.set(String(name), (counts.get(String(name)) ?? 0) + 1);
        return value.apply(target, args);
      };
    },
  });
}

function countingKernel(counts: Counts): Kernel {
  const kernel = nativeKernel();
  // The same parts, but for one. What is a getter or on a prototype there is found there.
  return Object.create(kernel, { name: { value: 'counting' }, sockets: { value: counted(kernel.sockets, counts) } });
}

const counts: Counts = new Map();
const loop = createEventLoop({ kernel: countingKernel(counts) });
await loop.runUntilComplete(async () => {
  const [left, right] = socketpair();
  const [transport] = await loop.createConnection(() => ({}), { sock: left });
  counts.clear();

  transport.write('hello');
  console.log(`received: ${await loop.sockRecv(right, 100)}`);
  console.log([...counts].map(([name, times]) => `${name} ${times}`).join(', '));

  transport.close();
  right.close();
});
loop.close();
