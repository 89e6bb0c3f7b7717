import * as util from 'node:util';

type Style = Parameters<typeof util.styleText>[0];

/** One line says what was done and what came back. */
export interface Report {
  chapter(title: string): void;
  came(did: string, back: string): void;
  /** As `came` when it is as it should be; otherwise the tour has failed. */
  check(asItShould: boolean, did: string, back: string): void;
  skipped(did: string, why: string): void;
  readonly failures: readonly string[];
}

const widthOfDid = 58;

export function terminalReport(): Report {
  const failures: string[] = [];
  const line = (style: Style, mark: string, did: string, back: string) =>
    console.log(`  ${paint(style, mark)} ${did.padEnd(widthOfDid)} ${paint('dim', '->')} ${back}`);
  return {
    failures,
    chapter: (title) => console.log(`\n${paint('bold', title)}`),
    came: (did, back) => line('green', 'ok  ', did, back),
    check(asItShould, did, back) {
      if (asItShould) return line('green', 'ok  ', did, back);
      failures.push(`${did}: ${back}`);
      line('red', 'FAIL', did, back);
    },
    skipped: (did, why) => line('yellow', 'skip', did, why),
  };
}

function paint(style: Style, text: string): string {
  const wanted = process.stdout.isTTY && process.env.NO_COLOR === undefined && typeof util.styleText === 'function';
  return wanted ? util.styleText(style, text) : text;
}

/** 0.0123 -> '0.012 ms', 12.345 -> '12.3 ms' */
export function milliseconds(duration: number): string {
  return `${duration.toFixed(duration < 1 ? 3 : 1)} ms`;
}

export function bytes(count: number): string {
  return count % 1_048_576 === 0 ? `${count / 1_048_576} MiB` : `${count.toLocaleString('en')} bytes`;
}
