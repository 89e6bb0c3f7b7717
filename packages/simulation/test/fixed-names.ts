import type { AddressInfo, InetAddress, Socket } from '@tsyncio/core';
import { constants, socket } from '@tsyncio/sockets';
import { type SimulatedKernel, type SimulationOptions, simulatedKernel } from '../src/index.ts';
import { linuxConstants as linux } from '../src/linux-constants.ts';

/** A kernel whose resolver answers every name with these addresses. */
export function kernelWithNames(addresses: readonly InetAddress[], options: SimulationOptions = { seed: 1 }): SimulatedKernel {
  const kernel = simulatedKernel(options);
  const { clock, resolver } = kernel;
  const getaddrinfo = (): Promise<AddressInfo[]> => clock.hold(Promise.resolve(addresses.map(infoOf)));
  return { ...kernel, resolver: { ...resolver, getaddrinfo } };
}

function infoOf(address: InetAddress): AddressInfo {
  const family = address.host.includes(':') ? linux.AF_INET6 : linux.AF_INET;
  return { family, type: linux.SOCK_STREAM, proto: linux.IPPROTO_TCP, canonname: '', address };
}

/** The sockets of a few places to connect to, made by hand; what is made for one is closed with it. */
export class Place {
  readonly address: InetAddress;
  readonly listener: Socket;
  readonly #fillers: Socket[] = [];

  /** A socket bound to a free port; it refuses connections until it listens. */
  constructor(kernel: SimulatedKernel, host = '127.0.0.1') {
    this.listener = socket(host.includes(':') ? constants.AF_INET6 : constants.AF_INET, constants.SOCK_STREAM, 0, { kernel });
    this.listener.bind({ host, port: 0 });
    this.address = this.listener.getsockname() as InetAddress;
  }

  /** It answers at once. */
  static listening(kernel: SimulatedKernel, host?: string): Place {
    const place = new Place(kernel, host);
    place.listener.listen();
    return place;
  }

  /** Its queue is full: who connects waits until `answer`. */
  static silent(kernel: SimulatedKernel, host?: string): Place {
    const place = new Place(kernel, host);
    place.listener.listen(0);
    const filler = socket(place.listener.family, constants.SOCK_STREAM, 0, { kernel });
    place.#fillers.push(filler);
    try {
      filler.connect(place.address);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EINPROGRESS') throw error;
    }
    return place;
  }

  /** Make room for one who waits. */
  answer(): void {
    this.listener.accept()[0].close();
  }

  close(): void {
    for (const sock of [...this.#fillers, this.listener]) sock.close();
  }
}
