import type { Loop } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import type { Case, Stage } from '../src/case.ts';
import { type Outcome, runCase, runCases } from '../src/run-cases.ts';
import { simulated } from './subjects.ts';

const make = (run: Case['run'], more: Partial<Case> = {}): Case => ({ name: 'test/case', title: 'a case', run, ...more });
const messageOf = (outcome: Outcome): string => ('error' in outcome ? (outcome.error as Error).message : outcome.status);

describe('runCase', () => {
  it('gives the trace of a case', async () => {
    const testCase = make(({ trace }) => trace('event', 1, 'two'));
    expect(await runCase(testCase, simulated)).toEqual({ status: 'ran', trace: [['event', 1, 'two']] });
  });

  it('fails a case that throws, and keeps what it traced before', async () => {
    const outcome = await runCase(
      make(({ trace }) => {
        trace('before');
        throw new RangeError('broken');
      }),
      simulated,
    );
    expect(outcome).toMatchObject({ status: 'failed', trace: [['before']] });
    expect(messageOf(outcome)).toBe('broken');
  });

  it('fails a case that hangs, and stops its loops', async () => {
    let loop: Loop | null = null;
    const hang = ({ newLoop }: Stage): Promise<void> => {
      loop = newLoop();
      return loop.runForever();
    };
    const outcome = await runCase(make(hang), simulated, { deadline: 10 });
    expect(messageOf(outcome)).toBe('the case did not end within 10 ms');
    await expect.poll(() => loop?.isClosed(), { timeout: 60_000 }).toBe(true);
  });

  it('fails a case that does not await its run', async () => {
    const forget = ({ newLoop }: Stage): void => {
      void newLoop().runForever();
    };
    expect(messageOf(await runCase(make(forget), simulated))).toBe('the case ended while one of its loops was running: await every run');
  });

  it('closes the loops of a case, and takes nothing from it afterwards', async () => {
    let stage: Stage | null = null;
    let loop: Loop | null = null;
    const outcome = await runCase(
      make((given) => {
        stage = given;
        loop = given.newLoop();
      }),
      simulated,
    );
    (stage as Stage | null)?.trace('too late');
    expect((loop as Loop | null)?.isClosed()).toBe(true);
    expect(outcome).toEqual({ status: 'ran', trace: [] });
  });

  it('refuses to trace what has no counterpart in Python', async () => {
    const outcome = await runCase(
      make(({ trace }) => trace('function', () => {})),
      simulated,
    );
    expect(messageOf(outcome)).toMatch(/^a function cannot be traced/);
    expect(
      messageOf(
        await runCase(
          make(({ trace }) => trace('map', new Map())),
          simulated,
        ),
      ),
    ).toMatch(/^a Map cannot be traced/);
  });

  it('skips a case whose needs the subject does not meet, and gives what it meets them with', async () => {
    const testCase = make(({ trace, ability }) => trace('given', ability<string>('words')), { needs: ['words'] });
    expect(await runCase(testCase, simulated)).toEqual({ status: 'skipped', reason: 'simulated has no words' });
    const able = { ...simulated, abilities: { words: 'hello' } };
    expect(await runCase(testCase, able)).toEqual({ status: 'ran', trace: [['given', 'hello']] });
  });
});

describe('runCases', () => {
  it('runs cases one after the other', async () => {
    const cases = ['a', 'b'].map((name) => make(({ trace }) => trace(name), { name: `test/${name}` }));
    const seen: string[] = [];
    for await (const [{ name }, outcome] of runCases(cases, simulated)) seen.push(`${name} ${outcome.status}`);
    expect(seen).toEqual(['test/a ran', 'test/b ran']);
  });
});
