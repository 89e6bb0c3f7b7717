/** asyncio keeps as many. */
const MOST_FRAMES = 10;
const OWN_FILES = ownFiles();

/**
 * Where the code is that asks for it, without frames of this package: up to 10 lines as in `Error.stack`, the innermost first.
 * Made in debug mode only.
 */
export function sourceTraceback(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 2 * MOST_FRAMES;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = stackTraceLimit;
  const frames = stack.split('\n').slice(1);
  const outside = Math.max(
    frames.findIndex((frame) => !frame.includes(OWN_FILES)),
    0,
  );
  return frames.slice(outside, outside + MOST_FRAMES).join('\n');
}

/** What a report to the exception handler says of it. */
export function tracebackOf(source: string | null): { sourceTraceback?: string } {
  return source === null ? {} : { sourceTraceback: source };
}

/** ` created at file:line`, for the text of what was made in debug mode; else nothing. */
export function createdAt(source: string | null): string {
  const place = source?.split('\n', 1)[0]?.match(/\(?([^\s(]+:\d+):\d+\)?$/)?.[1];
  return place === undefined ? '' : ` created at ${place.replace(/^file:\/\//, '')}`;
}

// Where this very module was loaded from: a folder of the sources, or the folder of the build.
function ownFiles(): string {
  const here = new Error().stack?.split('\n')[1]?.match(/\(?([^\s(]+):\d+:\d+\)?$/)?.[1] ?? '<unknown>';
  return here.replace(/(\/debug)?\/[^/]*$/, '/');
}
