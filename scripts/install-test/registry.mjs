import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * A package registry on a free port of 127.0.0.1 that has these packages and no others. An installation from it is what a user's will be,
 * and fails when a package needs something that it does not name, or anything from elsewhere.
 */
export async function startRegistry(packages) {
  const known = new Map(packages.map(({ manifest, tarball }) => [manifest.name, { manifest, data: readFileSync(tarball) }]));
  const server = createServer((request, response) => answer(known, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, close };
}

function answer(known, request, response) {
  const path = decodeURIComponent(new URL(request.url, 'http://registry').pathname).slice(1);
  const [name, file] = path.split('/-/');
  const found = known.get(name);
  if (found === undefined || request.method !== 'GET') {
    response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ error: `no ${path} here` }));
  } else if (file === undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(describe(found, request.headers.host)));
  } else {
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found.data);
  }
}

function describe({ manifest, data }, host) {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(data).digest('base64')}`;
  const dist = { integrity, tarball: `http://${host}/${name}/-/${version}.tgz` };
  // Published long ago: package managers may keep away from what is new.
  const time = { created: '2020-01-01T00:00:00.000Z', modified: '2020-01-01T00:00:00.000Z', [version]: '2020-01-01T00:00:00.000Z' };
  return { name, time, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
