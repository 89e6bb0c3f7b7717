import { readFileSync } from 'node:fs';
import { createEventLoop } from 'tsyncio';
import { describe, expect, it } from 'vitest';
import { publicNames } from './public-names.ts';
import { rosettaRows } from './rosetta-rows.ts';

/** Which of our types a name on the page is a member of: `transport.write` is one of these transports. */
const typesOf: Readonly<Record<string, readonly string[]>> = {
  loop: ['EventLoop'],
  server: ['Server'],
  handle: ['Handle', 'TimerHandle'],
  future: ['Future'],
  task: ['Task'],
  runner: ['Runner'],
  transport: ['Transport', 'DatagramTransport', 'SubprocessTransport'],
  protocol: ['Protocol', 'BufferedProtocol', 'DatagramProtocol', 'SubprocessProtocol'],
  policy: ['AbstractEventLoopPolicy'],
  executor: ['Executor', 'ProcessPoolExecutor'],
  executorFuture: ['ExecutorFuture'],
  var: ['ContextVar'],
  token: ['ContextToken'],
  context: ['Context'],
  sock: ['Socket'],
};

interface Index {
  readonly python: string;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const index = JSON.parse(readFileSync(new URL('asyncio-index.json', import.meta.url), 'utf8')) as Index;
/** Modules, whose names stand on the page by themselves. */
const modules = ['asyncio', 'contextvars', 'concurrent.futures', 'socket'];
const rows = rosettaRows();
const tsyncio = publicNames();

function exists(name: string): boolean {
  const [prefix = '', member] = name.split('.');
  if (member === undefined) return tsyncio.exported.has(name);
  return (typesOf[prefix] ?? []).some((type) => tsyncio.membersOf(type).has(member));
}

describe('the rosetta page', () => {
  const written = new Set(rows.map(({ theirs }) => theirs));

  it.for(Object.entries(index.names))("has every name of asyncio's %s", ([where, names]) => {
    const wanted = names.map((name) => (modules.includes(where) ? name : `${where}.${name}`));
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((name) => !written.has(name))).toEqual([]);
  });

  it('names nothing of ours that does not exist', () => {
    const wrong = rows.flatMap(({ ours, line }) => ours.filter((name) => !exists(name)).map((name) => `rosetta.md:${line}: ${name}`));
    expect(wrong).toEqual([]);
  });

  it('has a link for each name that is written as one', () => {
    const text = readFileSync(new URL('../rosetta.md', import.meta.url), 'utf8');
    const defined = new Set([...text.matchAll(/^\[(`[^`]+`)\]: \/api\//gm)].map(([, label]) => label));
    const used = [...text.matchAll(/\[(`[^`]+`)\](?![:(])/g)].map(([, label]) => label);
    expect(used.length).toBeGreaterThan(200);
    expect(used.filter((label) => !defined.has(label))).toEqual([]);
    expect([...defined].filter((label) => !used.includes(label))).toEqual([]);
  });

  it('names only methods that a loop really has', () => {
    const loop = createEventLoop();
    const named = rows.flatMap(({ ours }) => ours.filter((name) => name.startsWith('loop.')).map((name) => name.slice('loop.'.length)));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !(name in loop))).toEqual([]);
    loop.close();
  });

  it('has every method of a loop that is in the types', () => {
    const text = readFileSync(new URL('../rosetta.md', import.meta.url), 'utf8');
    const members = [...tsyncio.membersOf('EventLoop')].filter((name) => !name.startsWith('__'));
    expect(members.filter((name) => !new RegExp(`\`loop\\.${name}(\\(\\))?\``).test(text))).toEqual([]);
  });
});

describe('rows of the page', () => {
  it('are read with the names of both sides, without links and parentheses', () => {
    const text =
      '| `loop.stop()` | [`loop.stop()`](/api/x), `stop()` | as `loop.close` |\n| `gather()` | `Promise.all` |\n| `Task` | — | none |';
    expect(rosettaRows(text)).toEqual([
      { theirs: 'loop.stop', ours: ['loop.stop', 'stop'], line: 1 },
      { theirs: 'gather', ours: [], line: 2 },
      { theirs: 'Task', ours: [], line: 3 },
    ]);
  });
});
