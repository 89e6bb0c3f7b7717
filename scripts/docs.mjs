// `node scripts/docs.mjs serve | build | check`: the documentation site of apps/docs. It reads the sources of the packages, no build needed.
//
//   serve  write the API pages, then serve the site and follow edits
//   build  write the API pages and the site into apps/docs/.vitepress/dist
//   check  build, then type-check the code on the pages and follow every link of the site
import { join } from 'node:path';
import { fetchPnpm } from './fetch-pnpm.mjs';
import { installDependencies } from './install-dependencies.mjs';
import { root, runCommand } from './run-command.mjs';

const docs = join(root, 'apps/docs');
const vitepress = [join(docs, 'node_modules/vitepress/bin/vitepress.js')];

const steps = {
  api: [process.execPath, 'apps/docs/scripts/generate-api.mjs'],
  serve: [process.execPath, ...vitepress, 'dev', docs],
  build: [process.execPath, ...vitepress, 'build', docs],
  code: [process.execPath, 'apps/docs/scripts/check-code.mjs'],
  links: [process.execPath, 'apps/docs/scripts/check-links.mjs'],
};

const tasks = { serve: ['api', 'serve'], build: ['api', 'build'], check: ['api', 'code', 'build', 'links'] };

const [task = 'serve'] = process.argv.slice(2);
if (!(task in tasks)) {
  console.error(`docs: ${task} is not one of ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
await fetchPnpm();
await installDependencies();
for (const step of tasks[task]) {
  const [program, ...args] = steps[step];
  const { code } = await runCommand(program, args, { show: true });
  if (code !== 0) {
    console.error(`docs: ${step} failed`);
    process.exit(1);
  }
}
