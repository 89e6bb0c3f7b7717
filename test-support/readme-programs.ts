import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Long enough for any program of a README on a slow machine. */
const PATIENCE = 100_000;

/** What each program of a package's README prints, on the sources, in a project of its own that has the named packages installed. */
export async function runReadme(name: string, packages: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-readme-'));
  try {
    const installed = join(folder, 'node_modules/@tsyncio');
    mkdirSync(installed, { recursive: true });
    for (const each of packages) symlinkSync(packageFolder(each), join(installed, each));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const printed: string[] = [];
    for (const program of programsOf(join(packageFolder(name), 'README.md'))) {
      const file = join(folder, 'program.ts');
      writeFileSync(file, program);
      printed.push(await outputOf(file));
    }
    return printed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function packageFolder(name: string): string {
  return fileURLToPath(new URL(`../packages/${name}`, import.meta.url));
}

function programsOf(readme: string): string[] {
  return [...readFileSync(readme, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, program = '']) => program);
}

function outputOf(file: string): Promise<string> {
  const command = ['--import', 'tsx', '--conditions=@tsyncio/source', file];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, { timeout: PATIENCE }, (error, stdout, stderr) => {
      if (error !== null || stderr !== '') reject(new Error(`a program of the README failed: ${stderr || error}`));
      else resolve(stdout);
    });
  });
}
