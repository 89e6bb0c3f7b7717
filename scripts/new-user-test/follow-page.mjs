import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepsOfPage } from './read-page.mjs';
import { Terminal } from './terminal.mjs';

/**
 * Do everything that a page asks of its reader, in its order: write each file, run each command, press each key, and compare all that is
 * shown as output. `replace` is put in place of texts of the page. The number of steps; an Error at the first that goes wrong.
 */
export async function followPage(page, { folder, env, report = () => {}, replace = (text) => text }) {
  const steps = stepsOfPage(page);
  const terminals = new Map();
  // The reader makes a folder with the first commands and goes there; files and further terminals are there too.
  const place = { folder };
  const terminalOf = (name) => {
    if (!terminals.has(name)) terminals.set(name, new Terminal(place.folder, env));
    return terminals.get(name);
  };
  const follow = {
    file: ({ where, body }) => writeFileSync(join(place.folder, where), `${body}\n`),
    commands: async ({ where, body }, next) => {
      const lines = body.split('\n');
      const last = lines.at(-1);
      for (const line of lines) {
        // What is shown or typed next in this terminal comes while the last command runs, or is what it leaves.
        if (line === last && next?.where === where && next.kind !== 'commands') return terminalOf(where).start(line);
        await terminalOf(where).run(line);
        const [, into] = /^cd (\S+)$/.exec(line) ?? [];
        if (into !== undefined) place.folder = join(place.folder, into);
      }
    },
    keys: ({ where, body }) => terminalOf(where).press(body),
    output: ({ where, body }, _next, before) => terminalOf(where).expect(replace(body), before?.body ?? 'the beginning'),
  };
  try {
    for (const [index, step] of steps.entries()) {
      report(`${step.where}: ${step.kind === 'file' ? 'written' : `${step.kind}: ${step.body.split('\n').join('; ')}`}`);
      try {
        await follow[step.kind](step, steps[index + 1], steps[index - 1]);
      } catch (error) {
        throw new Error(`line ${step.line}: ${error.message}`);
      }
    }
    for (const terminal of terminals.values()) await terminal.finish();
  } finally {
    await Promise.all([...terminals.values()].map((terminal) => terminal.close()));
  }
  return steps.length;
}
