import { fetchPnpm } from './fetch-pnpm.mjs';
import { installDependencies } from './install-dependencies.mjs';
import { isMain } from './is-main.mjs';
import { runOrThrow } from './run-command.mjs';

/** Bring a fresh clone to where everything can run: pnpm, dependencies, built packages. What is done already is skipped. */
export async function setup() {
  await fetchPnpm();
  await installDependencies();
  console.log('setup: building packages');
  await runOrThrow('turbo', ['run', 'build', '--ui=stream', '--output-logs=errors-only']);
  console.log('setup: done');
}

if (isMain(import.meta.url)) {
  try {
    await setup();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
