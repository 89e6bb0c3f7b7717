import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { NODES } from '../../packages/native/scripts/prebuild/platforms.mjs';
import { root } from '../run-command.mjs';

const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  return { file, text, ...parse(text) };
});
const named = (file) => workflows.find((workflow) => workflow.file === file);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe.for(workflows)('$file', ({ file, text, permissions, concurrency, on, jobs }) => {
  const steps = Object.values(jobs).flatMap(({ steps = [] }) => steps);

  test('may read the repository and nothing more, unless a job says so', () => {
    expect(permissions).toEqual({ contents: 'read' });
    const writers = Object.entries(jobs).filter(([, job]) => Object.values(job.permissions ?? {}).includes('write'));
    expect(writers.map(([name]) => `${file} ${name}`)).toEqual(
      { 'release.yml': ['release.yml release'], 'docs.yml': ['docs.yml deploy'] }[file] ?? [],
    );
  });

  test('has a limit for the time of every job', () => {
    const own = Object.values(jobs).filter(({ uses }) => uses === undefined);
    for (const job of own) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test('runs once at a time where a push starts it', () => {
    if (on !== null && 'push' in on) expect(concurrency.group).toBeTypeOf('string');
  });

  test('names actions by their commit, and the version beside it', () => {
    const used = text.split('\n').filter((line) => /\buses: (?!\.\/)/.test(line));
    for (const line of used) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('keeps the token out of what it checks out, unless it pushes', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const { with: options } of checkouts) expect(options?.['persist-credentials'] === false || file === 'release.yml').toBe(true);
  });

  test('runs what is there', () => {
    const commands = steps.map(({ run = '' }) => run).join('\n');
    const files = [...commands.matchAll(/(?:node |^)((?:\.ci|scripts|packages)\/\S+?)(?= |$|")/gm)].map(([, path]) => path);
    // The containers of prebuild.yml have the package of the addon alone.
    expect(files.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'packages/native', path)))).toEqual([]);
    const names = [...commands.matchAll(/npm run (\S+)/g)].map(([, name]) => name);
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
    const called = Object.values(jobs).flatMap(({ uses }) => uses ?? []);
    expect(called.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('the checks run on every version of Node that a binary serves', () => {
  expect(named('check.yml').jobs.check.strategy.matrix.node.map(String)).toEqual(NODES);
});

test('a release waits for all checks and all binaries, and runs the commands that there are', () => {
  const { needs, permissions, steps } = named('release.yml').jobs.release;
  expect(needs).toEqual(['check', 'prebuild']);
  expect(permissions['id-token']).toBe('write');
  const { with: commands, env } = steps.find(({ uses }) => uses?.startsWith('changesets/action@'));
  for (const command of [commands.version, commands.publish]) expect(Object.keys(scripts)).toContain(command.replace('pnpm ', ''));
  expect(env.NPM_CONFIG_PROVENANCE).toBe('true');
});
