// One window of a load generator, which prints its figures as one line of JSON.
import { runToEnd } from '../../lib/children.mjs';
import { pinned } from '../../lib/pinning.mjs';

/** `options` become `--name value`; where they and the server go, a failure says it. */
export async function runLoad(program, server, options, pinning) {
  const all = { port: server.port, pid: server.pid, ...options };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, String(value)]);
  try {
    return JSON.parse(await runToEnd('The load generator', pinned(pinning.load, [...program, ...args])));
  } catch (error) {
    const said = server.errors();
    error.message += `\nwith the server ${server.name}, ${JSON.stringify(options)}${said && `\n${said}`}`;
    throw error;
  }
}
