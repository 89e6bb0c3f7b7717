import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** node-gyp compiles in build/, so the addon's own frames have paths such as ../socket/send.cc:20. */
const OWN_FRAME = / \.\.\/(?:\w[\w-]*\/)*[\w-]+\.(?:cc|hh):\d+/;
/** How far from the allocation a frame of the addon may be: beyond, it is the addon that was called, not the one that allocates. */
const NEAR = 4;

/** The reports that a sanitizer left in a folder: errors, and leaks by the addon itself. */
export function readReports(folder) {
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return {
    errors: texts.filter((text) => /ERROR: AddressSanitizer|AddressSanitizer:DEADLYSIGNAL/.test(text)),
    leaks: texts.flatMap((text) => text.split('\n\n').filter(isOwnLeak)),
  };
}

function isOwnLeak(block) {
  if (!/^\s*(?:=+\n.*\n\n)?(?:Direct|Indirect) leak of /.test(block)) return false;
  const frames = block.split('\n').filter((line) => /^\s+#\d+ /.test(line));
  return frames.slice(0, NEAR).some((frame) => OWN_FRAME.test(frame));
}
