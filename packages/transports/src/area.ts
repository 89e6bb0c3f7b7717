import type { Area, SocketApi, TransportApi } from '@tsyncio/core';
import { type ResolverKernel, type SocketKernel, stateOf } from '@tsyncio/core/area';
import { createConnection } from './connection/create-connection.ts';
import { getaddrinfo } from './getaddrinfo.ts';
import { createServer } from './server/create-server.ts';

/** Transports, protocols and servers over sockets. */
export function transports(): Area<'transports', TransportApi, Pick<SocketApi, 'sockConnect'>, SocketKernel & ResolverKernel> {
  return {
    name: 'transports',
    needs: ['sockConnect'],
    install: (loop) => {
      const state = stateOf(loop);
      return {
        createConnection: (factory, options) => createConnection(state, loop.sockConnect, factory, options),
        createServer: (factory, options) => createServer(state, factory, options),
        getaddrinfo: (host, port, options) => getaddrinfo(state, host, port, options),
      };
    },
  };
}
