import { type KernelAddress, trustAddress } from '@tsyncio/core/area';
import type { Binding } from './binding.ts';

/** Where the addon stores an address: its length as an int32, then the `sockaddr`, of at most 128 bytes. */
const NAME = 4 + 128;
const START = 4;
const AF_INET = 2;
const MOST = 4096;

/**
 * Addresses of datagrams, read once: whoever sends many is one object here, whose bytes are at hand when it is answered.
 *
 *   name   [ length ][ family | port | host ... ]   as the system wrote it
 */
export class AddressBook {
  /** What the addon writes the next address to. */
  readonly name: Uint8Array = new Uint8Array(NAME);
  readonly #length: Int32Array = new Int32Array(this.name.buffer, 0, 1);
  readonly #text: Buffer = Buffer.from(this.name.buffer as ArrayBuffer);
  readonly #binding: Binding;
  readonly #inet = new Map<number, KernelAddress>();
  readonly #others = new Map<string, KernelAddress>();
  readonly #bytes = new WeakMap<object, Uint8Array>();
  readonly #hosts = new Map<number | string, string>();
  readonly #pathBytes = new Map<string, Uint8Array>();

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  /** The address that was written to `name`. */
  read(): KernelAddress {
    const length = this.#length[0] as number;
    return length === 16 && this.#isInet() ? this.#readInet() : this.#readOther(length);
  }

  /** What the system takes for an address: the bytes themselves of one that was read here. */
  write(address: KernelAddress): KernelAddress | Uint8Array {
    return (typeof address === 'string' ? this.#pathBytes.get(address) : this.#bytes.get(address)) ?? address;
  }

  /** The address in `name`, of one of very many who connect from few hosts: nothing but the host is kept. */
  readPeer(): KernelAddress {
    if (this.#length[0] === 16 && this.#isInet()) {
      const host = this.#text.readUInt32BE(START + 4);
      return { host: this.#share(host, () => this.#hostText()), port: this.#text.readUInt16BE(START + 2) };
    }
    const address = this.#binding.readAddress(this.name) as KernelAddress;
    if (typeof address === 'string' || !('host' in address)) return address;
    return { ...address, host: this.#share(address.host, () => address.host) };
  }

  #hostText(): string {
    return this.name.subarray(START + 4, START + 8).join('.');
  }

  #share(key: number | string, make: () => string): string {
    let host = this.#hosts.get(key);
    if (host === undefined) {
      host = make();
      if (this.#hosts.size === MOST) this.#hosts.clear();
      this.#hosts.set(key, host);
    }
    return host;
  }

  #isInet(): boolean {
    const { name } = this;
    return (name[START] === AF_INET && name[START + 1] === 0) || (name[START] === 0 && name[START + 1] === AF_INET);
  }

  #readInet(): KernelAddress {
    const { name } = this;
    // Port and host, 48 bits: no other address has this number.
    const key = this.#text.readUIntBE(START + 2, 6);
    let address = this.#inet.get(key);
    if (address === undefined) {
      address = this.#learn(name.slice(START, START + 16));
      if (this.#inet.size === MOST) this.#inet.clear();
      this.#inet.set(key, address);
    }
    return address;
  }

  #readOther(length: number): KernelAddress {
    if (length <= START) return this.#binding.readAddress(this.name) as KernelAddress;
    const key = this.#text.toString('latin1', START, START + length);
    let address = this.#others.get(key);
    if (address === undefined) {
      address = this.#learn(this.name.slice(START, START + length));
      // What is bytes can be written to: each caller gets its own.
      if (typeof address === 'object' && 'data' in address) return address;
      if (this.#others.size === MOST) this.#forgetOthers();
      this.#others.set(key, address);
    }
    return address;
  }

  #forgetOthers(): void {
    this.#others.clear();
    this.#pathBytes.clear();
  }

  // It is given to every caller: nobody may change it, or its bytes would say something else.
  #learn(bytes: Uint8Array): KernelAddress {
    const address = this.#binding.readAddress(this.name) as KernelAddress;
    if (typeof address === 'string') this.#pathBytes.set(address, bytes);
    else if ('host' in address) {
      trustAddress(Object.freeze(address));
      this.#bytes.set(address, bytes);
    }
    return address;
  }
}
