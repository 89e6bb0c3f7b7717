// The C programs of this benchmark, compiled where they run.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, compileDistance } from '../../echo/lib/compile.mjs';

export const datagramsDirectory = dirname(dirname(fileURLToPath(import.meta.url)));

export { compileDistance };
export const compileLoad = () => compile('../datagrams/load.c', ['latency.h']);
export const compileEpollServer = () => compile('../datagrams/servers/epoll.c');
