import type { AnyArea, LoopWith, Satisfied } from './area.ts';
import type { Kernel } from './interfaces/kernel/kernel.ts';
import type { Loop } from './interfaces/loop.ts';
import { kindOf } from './kind-of.ts';
import { asyncgens } from './loop/asyncgens.ts';
import { blockingRun } from './loop/blocking-run.ts';
import { capabilitiesOf } from './loop/capabilities.ts';
import { debugging } from './loop/debugging.ts';
import { exceptions } from './loop/exceptions.ts';
import { factories } from './loop/factories.ts';
import { hostKernel } from './loop/host-kernel.ts';
import { lifecycle } from './loop/lifecycle.ts';
import { attachState, LoopState } from './loop/loop-state.ts';
import { scheduling } from './loop/scheduling.ts';
import { attachTurns, closeWhenDropped } from './loop/unclosed-loops.ts';
import { nameOf } from './queue/name-of.ts';
import { threadsafePorts } from './thread/threadsafe-port.ts';

const coreAreas: readonly AnyArea[] = [
  lifecycle(),
  blockingRun(),
  asyncgens(),
  threadsafePorts(),
  scheduling(),
  factories(),
  exceptions(),
  debugging(),
];
const taken = new WeakSet<Kernel>();

/**
 * A loop with the methods of core and of `areas`, on `kernel`; without one it has timers and tasks, on Node's own clock.
 *
 * An area whose needs are not met is a compile-time error that names both.
 *
 * @throws {TypeError} when a need is missing, two areas give the same method, or the kernel serves another loop already.
 */
export function createLoop<const Areas extends readonly AnyArea[]>(
  areas: Areas & Satisfied<Areas>,
  kernel: Kernel = hostKernel(),
): LoopWith<Areas> {
  checkAreas(areas);
  checkKernel(kernel);
  if (taken.has(kernel)) throw new TypeError(`this ${kernel.name} kernel serves another loop already: make one for each loop`);
  // A class of its own for each loop keeps the methods in V8's fast properties.
  const EventLoop = class EventLoop {
    toString(): string {
      const { phase, debug } = state;
      return `<EventLoop running=${phase === 'running' || phase === 'ending'} closed=${phase === 'closed'} debug=${debug}>`;
    }
  };
  const loop = new EventLoop() as unknown as Loop;
  const state = new LoopState(loop, kernel);
  attachState(loop, state);
  attachTurns(state);
  Object.defineProperty(EventLoop.prototype, 'capabilities', { value: capabilitiesOf(kernel, areas) });
  for (const area of [...coreAreas, ...areas]) install(EventLoop.prototype, loop, area, kernel);
  checkNeeds(loop, areas);
  taken.add(kernel);
  closeWhenDropped(state);
  return loop as LoopWith<Areas>;
}

function checkAreas(areas: readonly AnyArea[]): void {
  if (!Array.isArray(areas)) throw new TypeError(`createLoop needs a list of areas, such as [sockets()], got ${kindOf(areas)}`);
  for (const area of areas as readonly (Partial<AnyArea> | null | undefined)[]) {
    if (typeof area?.install === 'function') continue;
    const hint = typeof area === 'function' ? `the function ${nameOf(area)}: call it, for what it gives` : kindOf(area);
    throw new TypeError(`createLoop needs areas, such as sockets() gives, got ${hint}`);
  }
}

function checkKernel(kernel: Kernel): void {
  const { clock, turns } = (kernel ?? {}) as Partial<Kernel>;
  if (typeof clock?.now !== 'function' || typeof turns?.attach !== 'function')
    throw new TypeError(`a loop needs a kernel, such as nativeKernel() gives, got ${kindOf(kernel)}`);
}

function install(prototype: object, loop: Loop, area: AnyArea, kernel: Kernel): void {
  const methods: object = area.install(loop, kernel);
  for (const name of Reflect.ownKeys(methods)) {
    if (Object.hasOwn(prototype, name)) throw new TypeError(`${area.name}() gives loop.${String(name)}, which another area gave already`);
    const descriptor = Object.getOwnPropertyDescriptor(methods, name) as PropertyDescriptor;
    Object.defineProperty(prototype, name, { ...descriptor, enumerable: false });
  }
}

function checkNeeds(loop: Loop, areas: readonly AnyArea[]): void {
  for (const { name, needs = [] } of areas) {
    const missing = needs.filter((need) => !(need in loop));
    if (missing.length > 0) throw new TypeError(`${name}() needs loop.${missing.join(', loop.')}: add the area that gives it`);
  }
}
