// `node scripts/install-test.mjs [--quick]`: packs every published package, serves the tarballs from a registry of its own, installs them
// into empty projects under npm, pnpm and yarn without install scripts, and uses them from there: ESM, CommonJS, types, and a build of the addon.
// With --quick, under npm and without that build. Needs what is built, and a C++ compiler for the last part.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeProject, nativeFolder, removeBinary } from './install-test/project.mjs';
import { startRegistry } from './install-test/registry.mjs';
import { packOthers } from './install-test/third-party.mjs';
import { fetchYarn } from './install-test/yarn.mjs';
import { manifestIn, pack, publishedPackages } from './packed-packages.mjs';
import { root } from './run-command.mjs';

const quick = process.argv.includes('--quick');
const steps = { passed: 0 };

async function step(name, body) {
  await body();
  steps.passed += 1;
  console.log(`install: ${name}`);
}

function fail(message) {
  throw new Error(message);
}

/** The package.json inside a tarball: the one that is published. */
function packedManifest(tarball) {
  const listed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n');
  const manifest = manifestIn(tarball);
  const { name, scripts = {} } = manifest;
  const atInstall = ['preinstall', 'install', 'postinstall', 'prepare'].filter((script) => script in scripts);
  if (atInstall.length > 0) fail(`${name} has scripts that run at installation: ${atInstall.join(', ')}`);
  // npm would run node-gyp of its own accord.
  if (listed.includes('package/binding.gyp')) fail(`${name} has a binding.gyp in its root`);
  return manifest;
}

async function echoes(project, program) {
  const answer = await project.run(process.execPath, program);
  if (answer !== 'echo\n') fail(`${project.name}: ${program} printed ${JSON.stringify(answer)}`);
}

async function poolsWork(project) {
  const answer = await project.run(process.execPath, 'pools.mjs');
  if (answer !== 'thread interpreter process\n') fail(`${project.name}: pools.mjs printed ${JSON.stringify(answer)}`);
}

async function policiesWork(project) {
  const answer = await project.run(process.execPath, 'policies.mjs');
  if (answer !== 'native, simulated hour, host, native, function\n')
    fail(`${project.name}: policies.mjs printed ${JSON.stringify(answer)}`);
}

async function typesResolve(project, settings) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
  const flags = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--lib', 'es2023,esnext.disposable', ...types];
  await project.run(process.execPath, tsc, ...flags, ...settings, 'consumer.ts');
}

async function rebuild(project, fetchAndRun) {
  removeBinary(project);
  const without = await project.fails(process.execPath, 'echo.mjs');
  const advised = /node "(.+tsyncio-native\.mjs)" build/.exec(without.stderr)?.[1];
  if (without.code === 0 || advised === undefined) fail(`${project.name}: without a binary it said ${without.stderr}`);
  await project.run(...fetchAndRun, '@tsyncio/native', 'build');
  const file = (await project.run(process.execPath, advised, 'where')).trim();
  if (!file.startsWith(nativeFolder(project)) || !existsSync(file)) fail(`${project.name}: the binary was built in ${file}`);
  await echoes(project, 'echo.mjs');
}

async function testProject(project, install, fetchAndRun) {
  const by = (name) => `${project.name}: ${name}`;
  await step(by('installed'), () => project.run(...install));
  await step(by('echo from ESM'), () => echoes(project, 'echo.mjs'));
  await step(by('echo from CommonJS'), () => echoes(project, 'echo.cjs'));
  await step(by('pools'), () => poolsWork(project));
  await step(by('every name in both formats, and policies'), () => policiesWork(project));
  await step(by('types, nodenext'), () => typesResolve(project, ['--module', 'nodenext', '--moduleResolution', 'nodenext']));
  await step(by('types, bundler'), () => typesResolve(project, ['--module', 'esnext', '--moduleResolution', 'bundler']));
  if (fetchAndRun !== null)
    await step(by(`${fetchAndRun.join(' ')} @tsyncio/native build, where there was no binary`), () => rebuild(project, fetchAndRun));
}

const folder = mkdtempSync(join(tmpdir(), 'tsyncio-install-'));
let registry = null;
try {
  const packages = [];
  for (const manifest of publishedPackages()) {
    const tarball = await pack(manifest, folder);
    packages.push({ manifest: packedManifest(tarball), tarball });
  }
  registry = await startRegistry([...packages, ...(await packOthers(packages, folder))]);
  const place = { registry: registry.url, folder };
  const names = packages.map(({ manifest }) => manifest.name);
  const npm = ['npm', 'install', '--ignore-scripts', ...names];
  await testProject(makeProject('npm, every package', place), npm, quick ? null : ['npx', '--yes']);
  // Strict: tsyncio finds what it names as its dependencies, and the project finds tsyncio only. npx cannot start what pnpm hides like this.
  if (!quick) {
    await testProject(makeProject('pnpm, tsyncio alone', place), ['pnpm', 'add', '--ignore-scripts', 'tsyncio'], ['pnpm', 'dlx']);
    const yarn = [process.execPath, await fetchYarn(folder), 'add', '--ignore-scripts', 'tsyncio'];
    await testProject(makeProject('yarn 1, tsyncio alone', place), yarn, null);
  }
  console.log(`install: ${steps.passed} steps passed`);
} catch (error) {
  console.error(`install: ${error.message}`);
  process.exitCode = 1;
} finally {
  registry?.close();
  rmSync(folder, { recursive: true });
}
