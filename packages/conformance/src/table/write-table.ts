import { readFileSync, writeFileSync } from 'node:fs';
import { packageFolder } from '../package-folder.ts';
import type { Status, TableRow } from './make-table.ts';

const file = new URL('TABLE.md', packageFolder);
const statuses: readonly Status[] = ['passed', 'adapted', 'impossible', 'not yet'];
const partNames: Readonly<Record<string, string>> = {
  core: 'Loop, futures and tasks',
  exec: 'Executors',
  net: 'Transports, protocols and servers',
  pol: 'Policies',
  sig: 'Signals',
  sock: 'Sockets and descriptors',
  sub: 'Subprocesses',
};

/** The text of TABLE.md. */
export function formatTable(rows: readonly TableRow[]): string {
  const parts = [...new Set(rows.map(({ part }) => part))];
  return [
    '# Conformance',
    '',
    "Every behaviour that CPython's own tests check, and how it stands here. Written by `pnpm conformance`: do not edit.",
    '',
    formatSummary(rows),
    ...parts.flatMap((part) =>
      formatPart(
        part,
        rows.filter((row) => row.part === part),
      ),
    ),
    '',
  ].join('\n');
}

/** How many rows of each part have which status. */
export function formatSummary(rows: readonly TableRow[]): string {
  const parts = [...new Set(rows.map(({ part }) => part))];
  const lines = parts.map((part) =>
    summaryLine(
      part,
      rows.filter((row) => row.part === part),
    ),
  );
  return [
    `| part | rows | ${statuses.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(statuses.length + 1)}`,
    ...lines,
    summaryLine('all', rows),
  ].join('\n');
}

export function readTable(): string {
  return readFileSync(file, 'utf8');
}

export function writeTable(text: string): void {
  writeFileSync(file, text);
}

function summaryLine(name: string, rows: readonly TableRow[]): string {
  const counts = statuses.map((status) => rows.filter((row) => row.status === status).length);
  return `| ${[name, rows.length, ...counts].join(' | ')} |`;
}

function formatPart(part: string, rows: readonly TableRow[]): readonly string[] {
  const lines = rows.map(({ id, statement, status, reason, evidence }) => {
    const proof = evidence.map((piece) => `\`${piece}\``).join(', ');
    const cells = [statement, reason === '' ? status : `${status}: ${reason}`, proof, `\`${id}\``];
    return `| ${cells.map(escapeCell).join(' | ')} |`;
  });
  return [
    '',
    `## ${partNames[part] ?? part}`,
    '',
    '| behaviour | status | evidence | CPython test |',
    '| --- | --- | --- | --- |',
    ...lines,
  ];
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
