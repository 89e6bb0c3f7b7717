/** Where programs are looked for when the environment does not say: Python's `os.defpath`. */
const DEFAULT_PATH = '/bin:/usr/bin';

/**
 * The paths to try for a program: itself when it has a slash, otherwise one in each folder of the PATH of the child's environment. An empty
 * entry is the folder where the child starts.
 */
export function programPaths(program: string, env: readonly string[]): readonly string[] {
  if (program === '' || program.includes('/')) return [program];
  return pathOf(env)
    .split(':')
    .map((folder) => `${folder === '' ? '.' : folder}/${program}`);
}

function pathOf(env: readonly string[]): string {
  return env.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length) ?? DEFAULT_PATH;
}
