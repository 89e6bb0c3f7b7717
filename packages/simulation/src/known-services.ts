import { linuxConstants } from './linux-constants.ts';

const { SOCK_STREAM, SOCK_DGRAM } = linuxConstants;

type Entry = readonly [name: string, port: number, types: readonly number[]];

/** Some of those that every system has: a simulation must not depend on the files of the machine. */
const KNOWN: readonly Entry[] = [
  ['ftp', 21, [SOCK_STREAM]],
  ['ssh', 22, [SOCK_STREAM]],
  ['telnet', 23, [SOCK_STREAM]],
  ['smtp', 25, [SOCK_STREAM]],
  ['domain', 53, [SOCK_STREAM, SOCK_DGRAM]],
  ['http', 80, [SOCK_STREAM]],
  ['ntp', 123, [SOCK_DGRAM]],
  ['snmp', 161, [SOCK_STREAM, SOCK_DGRAM]],
  ['https', 443, [SOCK_STREAM]],
  ['syslog', 514, [SOCK_DGRAM]],
];

/** The port of a service over sockets of this type. */
export function portOfService(service: string, type: number): number | undefined {
  return KNOWN.find(([name, , types]) => name === service && types.includes(type))?.[1];
}

/** The service of a port over sockets of this type. */
export function serviceOfPort(port: number, type: number): string | undefined {
  return KNOWN.find(([, number, types]) => number === port && types.includes(type))?.[0];
}
