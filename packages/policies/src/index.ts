/**
 * Which loop code gets that does not say which.
 *
 * @packageDocumentation
 */
export { AbstractEventLoopPolicy } from './abstract-policy.ts';
export { getEventLoopPolicy, setEventLoopPolicy } from './current-policy.ts';
export { DefaultEventLoopPolicy } from './default-policy.ts';
export { getEventLoop, setEventLoop } from './get-event-loop.ts';
export { newLoopOfPolicy, provideStandardLoops } from './standard-loops.ts';
