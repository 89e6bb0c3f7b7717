/**
 * Transports and protocols: streams with flow control, servers, name resolution.
 *
 * @packageDocumentation
 */
export { transports } from './area.ts';
