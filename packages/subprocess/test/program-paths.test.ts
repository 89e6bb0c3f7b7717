import { expect, test } from 'vitest';
import { programPaths } from '../src/program-paths.ts';

const cases: [string, string, string[], string[]][] = [
  ['a program is looked for in each folder of PATH', 'ls', ['PATH=/a:/b'], ['/a/ls', '/b/ls']],
  ['an empty entry is where the child starts', 'ls', ['PATH=:/a:'], ['./ls', '/a/ls', './ls']],
  ['an empty PATH is where the child starts', 'ls', ['PATH='], ['./ls']],
  ['without PATH it is that of the system', 'ls', ['XPATH=/x', 'PATHS=/y'], ['/bin/ls', '/usr/bin/ls']],
  ['a program with a slash is one path', './ls', ['PATH=/a'], ['./ls']],
  ['an absolute program is one path', '/x/ls', ['PATH=/a'], ['/x/ls']],
  ['no name is no program', '', ['PATH=/a'], ['']],
];
test.each(cases)('%s', (_title, program, env, expected) => {
  expect(programPaths(program, env)).toEqual(expected);
});
