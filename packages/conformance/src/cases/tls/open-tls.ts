import type { ConnectionOptions, InetAddress, Server, ServerOptions, Socket, StreamProtocol, TlsOptions, Transport } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { certificates } from '../../certificates.ts';
import type { TransportStage } from '../transports/open-transports.ts';
import { withTransports } from '../transports/open-transports.ts';
import type { Reactions, Recorder } from '../transports/recorder.ts';

/** What the body of a case on TLS gets. */
export interface TlsStage extends TransportStage {
  /** What a client that trusts the authority connects with. */
  readonly trusting: TlsOptions;
  /** What a server of the authority serves with. */
  readonly certified: TlsOptions;
  /** A TLS server on a free port of 127.0.0.1. */
  serveTls(factory: () => StreamProtocol, options?: ServerOptions): Promise<readonly [Server, InetAddress]>;
  /** A client of `address` that trusts the authority. */
  connectTls<P extends StreamProtocol>(
    factory: () => P,
    address: InetAddress,
    options?: ConnectionOptions,
  ): Promise<readonly [Transport, P]>;
  /** Both ends of a TLS connection, quiet until both are made; the first is the client. */
  ends(on?: Reactions, onServer?: Reactions): Promise<readonly [Recorder, Recorder]>;
  /** A client over a pair of sockets whose other end is bare; its handshake begins when it is called. */
  half(options?: ConnectionOptions): readonly [connect: () => Promise<void>, peer: Socket, sock: Socket];
}

/** As `withTransports`, with TLS. */
export function withTls(body: (net: TlsStage) => Promise<void>): Case['run'] {
  return withTransports((net) => body(extend(net)));
}

function extend(net: TransportStage): TlsStage {
  const trusting = { ca: certificates.authority };
  const certified = { ...certificates.server };
  const serveTls: TlsStage['serveTls'] = (factory, options = {}) => net.serve(factory, { ssl: certified, ...options });
  const connectTls: TlsStage['connectTls'] = (factory, address, options = {}) =>
    net.loop.createConnection(factory, { ...address, ssl: trusting, ...options });
  return {
    ...net,
    trusting,
    certified,
    serveTls,
    connectTls,
    ends: async (on = {}, onServer = {}) => {
      const [client, served] = [net.later('client', on), net.later('server', onServer)];
      const [, address] = await serveTls(() => served);
      await connectTls(() => client, address);
      await served.when('made');
      return [client, served];
    },
    half: (options = {}) => {
      const [sock, peer] = net.pair();
      const protocol = net.recorder('never');
      const connect = async (): Promise<void> => {
        await net.loop.createConnection(() => protocol, { sock, ssl: trusting, serverHostname: 'localhost', ...options });
      };
      return [connect, peer, sock];
    },
  };
}
