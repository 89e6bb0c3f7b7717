import { nameErrors } from '@tsyncio/core/area';
import type { Output } from './output.ts';

/** A child wrote more than was asked for. It was killed; what came before is here. */
export class OutputLimitError extends Error {
  readonly code = 'ERR_OUTPUT_LIMIT';
  readonly stdout: Buffer | null;
  readonly stderr: Buffer | null;

  constructor(message: string, { stdout, stderr }: Output) {
    super(message);
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

nameErrors(OutputLimitError);
