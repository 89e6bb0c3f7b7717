import { darwinConstants } from './darwin-constants.ts';
import { linuxConstants } from './linux-constants.ts';

const byPlatform: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  linux: linuxConstants,
  android: linuxConstants,
  darwin: darwinConstants,
};

/** AF_INET, SOCK_STREAM, SOL_SOCKET, SO_REUSEADDR … with this platform's values; a name that the platform lacks is `undefined`. */
export const constants: Readonly<Record<string, number>> = byPlatform[process.platform] ?? Object.freeze({});
