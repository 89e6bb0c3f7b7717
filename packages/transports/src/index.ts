/**
 * Transports and protocols: streams with flow control, servers, name resolution.
 *
 * @packageDocumentation
 */
export { transports } from './area.ts';
export { adoptStream } from './node-streams/adopt-stream.ts';
export { asDuplex } from './node-streams/as-duplex.ts';
