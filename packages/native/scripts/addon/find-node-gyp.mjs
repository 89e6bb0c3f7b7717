import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** Fetched by npx where no node-gyp is found. */
const PINNED = 'node-gyp@12.4.0';

/** A program and its first arguments that are node-gyp: our own in a clone, else the copy inside npm, else one that npx fetches. */
export function findNodeGyp() {
  const script = [ownCopy(), ...npmFolders().map((npm) => join(npm, 'node_modules/node-gyp/bin/node-gyp.js'))].find(
    (file) => file !== null && existsSync(file),
  );
  return script === undefined ? ['npx', '--yes', PINNED] : [process.execPath, script];
}

function ownCopy() {
  try {
    return createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  } catch {
    return null;
  }
}

/** Where npm may be: the one that started this process, and the one that came with this Node. */
function npmFolders() {
  const started = process.env.npm_execpath;
  const beside = resolve(dirname(process.execPath), '../lib/node_modules/npm');
  return started === undefined ? [beside] : [resolve(dirname(started), '..'), beside];
}
