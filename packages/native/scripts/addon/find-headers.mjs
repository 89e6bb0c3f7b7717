import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BuildError } from './build-error.mjs';

const NEEDED = ['node_api.h', 'uv.h'];

/**
 * The flags with which node-gyp finds Node's headers: in the folder that was asked for, beside the running Node, where npm was told; with
 * no flags it downloads them.
 */
export function headerFlags(asked) {
  if (asked !== undefined) {
    const folder = resolve(asked);
    if (!hasHeaders(folder)) {
      throw new BuildError(`--nodedir ${asked}: there is no ${NEEDED.join(' or no ')} in ${join(folder, 'include', 'node')}`);
    }
    return [`--nodedir=${folder}`];
  }
  const found = [resolve(dirname(process.execPath), '..'), process.env.npm_config_nodedir].filter(Boolean).find(hasHeaders);
  return found === undefined ? [] : [`--nodedir=${found}`];
}

function hasHeaders(folder) {
  return NEEDED.every((name) => existsSync(join(folder, 'include', 'node', name)));
}
