/** What work gave, once there is nothing to wait for: promises and generators are followed to their end. Calls `then` at once when it can. */
export function whenSettled(value: unknown, then: (value: unknown) => void, failed: (error: unknown) => void): void {
  let kind: ReturnType<typeof kindOfOutcome>;
  try {
    kind = kindOfOutcome(value);
  } catch (error) {
    return failed(error);
  }
  if (kind === 'value') return then(value);
  if (kind === 'generator') return void driveGenerator(value as AnyGenerator).then(then, failed);
  // What comes of a promise is no thenable any more; it may be a generator.
  Promise.resolve(value).then((inner) => whenSettled(inner, then, failed), failed);
}

/** @throws what is thrown by a value that does not want to be looked at */
function kindOfOutcome(value: unknown): 'value' | 'generator' | 'thenable' {
  if (isGenerator(value)) return 'generator';
  return isThenable(value) ? 'thenable' : 'value';
}

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;

/** The value that a generator returns. What it yields is waited for and given back to it. */
async function driveGenerator(generator: AnyGenerator): Promise<unknown> {
  let step = await generator.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = await step.value;
    } catch (error) {
      step = await generator.throw(error);
      continue;
    }
    step = await generator.next(value);
  }
  return step.value;
}

function isGenerator(value: unknown): value is AnyGenerator {
  if (typeof value !== 'object' || value === null) return false;
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Generator]' || tag === '[object AsyncGenerator]';
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
  );
}
