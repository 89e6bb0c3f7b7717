import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as realSleep } from 'node:timers/promises';
import { afterAll, expect } from 'vitest';

// A test file must leave no descriptor open and no child process alive. Linux only: it asks /proc.

/** Made by the runtime itself at a time of its own choosing. */
const ownedByNode = /^anon_inode:\[io_uring\]/;

function openDescriptors(): Map<string, string> {
  const open = new Map<string, string>();
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      if (!ownedByNode.test(target)) open.set(`fd ${fd} ${target}`, target);
    } catch {
      // The descriptor with which the directory was read is gone already.
    }
  }
  return open;
}

function liveChildren(): Map<string, string> {
  const children = new Map<string, string>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // "pid (name) state ppid …": the name may hold spaces and parentheses, so read from its end.
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = stat.slice(stat.indexOf('('), stat.lastIndexOf(')') + 1);
      if (Number(parent) === process.pid) children.set(`child ${pid} ${command} state ${state}`, pid);
    } catch {
      // It ended while we looked.
    }
  }
  return children;
}

/** What is there now and was not before; a child's state may change, so entries are compared by value or key. */
function leftovers(before: Set<string>): string[] {
  const found = [...openDescriptors().keys()];
  for (const [label, pid] of liveChildren()) if (!before.has(`pid ${pid}`)) found.push(label);
  return found.filter((label) => !before.has(label));
}

if (process.platform === 'linux') {
  const before = new Set([...openDescriptors().keys(), ...[...liveChildren().values()].map((pid) => `pid ${pid}`)]);

  // Registered before the hooks of the test file, so it runs after all of them.
  afterAll(async () => {
    const deadline = performance.now() + 30_000;
    let left = leftovers(before);
    while (left.length > 0 && performance.now() < deadline) {
      globalThis.gc?.();
      await realSleep(20);
      left = leftovers(before);
    }
    expect(left, 'this test file left descriptors open or children alive').toEqual([]);
  });
}
