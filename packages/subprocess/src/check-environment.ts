import { kindOf } from '@tsyncio/core/area';
import { checkText } from './check-argv.ts';

/** The environment as the system has it; that of this process unless given. @throws {TypeError} for one that cannot be. */
export function checkEnvironment(env: unknown): readonly string[] {
  if (env === undefined) return Object.entries(process.env).map(asText);
  if (typeof env !== 'object' || env === null || Array.isArray(env))
    throw new TypeError(`env must be an object of names and values, got ${Array.isArray(env) ? 'an array' : kindOf(env)}`);
  // Once: it may have getters.
  const entries = Object.entries(env);
  for (const [name, value] of entries) checkVariable(name, value);
  return entries.map(asText);
}

function checkVariable(name: string, value: unknown): void {
  if (name === '' || name.includes('=')) throw new TypeError(`env: a name must not be empty or contain '=', got ${JSON.stringify(name)}`);
  checkText(name, 'a name in env');
  if (value === undefined) throw new TypeError(`env.${name} is undefined: leave the name out`);
  checkText(value, `env.${name}`);
}

function asText([name, value]: readonly [name: string, value: unknown]): string {
  return `${name}=${value}`;
}
