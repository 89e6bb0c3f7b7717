import type { Area, SocketApi, TransportApi } from '@tsyncio/core';
import { type ResolverKernel, type SocketKernel, stateOf } from '@tsyncio/core/area';
import { connectAcceptedSocket } from './connection/connect-accepted-socket.ts';
import { createConnection } from './connection/create-connection.ts';
import { createDatagramEndpoint } from './datagram/create-datagram-endpoint.ts';
import { getaddrinfo } from './dns/getaddrinfo.ts';
import { getnameinfo } from './dns/getnameinfo.ts';
import { connectReadPipe } from './pipe/connect-read-pipe.ts';
import { connectWritePipe } from './pipe/connect-write-pipe.ts';
import { sendfile } from './sendfile/sendfile.ts';
import { createServer } from './server/create-server.ts';
import { startTls } from './tls/start-tls.ts';
import { createUnixConnection } from './unix/create-unix-connection.ts';
import { createUnixServer } from './unix/create-unix-server.ts';

type Needs = Pick<SocketApi, 'sockConnect' | 'sockSendfile'>;

/** Transports, protocols and servers over sockets. */
export function transports(): Area<'transports', TransportApi, Needs, SocketKernel & ResolverKernel> {
  return {
    name: 'transports',
    needs: ['sockConnect', 'sockSendfile'],
    install: (loop) => {
      const state = stateOf(loop);
      return {
        createConnection: (factory, options) => createConnection(state, loop.sockConnect, factory, options),
        createServer: (factory, options) => createServer(state, factory, options),
        createUnixConnection: (factory, options) => createUnixConnection(state, loop.sockConnect, factory, options),
        createUnixServer: (factory, options) => createUnixServer(state, factory, options),
        connectAcceptedSocket: (factory, sock, options) => connectAcceptedSocket(state, factory, sock, options),
        createDatagramEndpoint: (factory, options) => createDatagramEndpoint(state, factory, options),
        sendfile: (transport, file, options) => sendfile(state, loop.sockSendfile, transport, file, options),
        startTls: (transport, protocol, options) => startTls(state, transport, protocol, options),
        connectReadPipe: (factory, pipe) => connectReadPipe(state, factory, pipe),
        connectWritePipe: (factory, pipe) => connectWritePipe(state, factory, pipe),
        getaddrinfo: (host, port, options) => getaddrinfo(state, host, port, options),
        getnameinfo: (address, flags) => getnameinfo(state, address, flags),
      };
    },
  };
}
