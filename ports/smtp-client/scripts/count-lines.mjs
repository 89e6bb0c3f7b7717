// Lines of the port beside those of the original, of which Debian's package python3-aiosmtplib must be installed:
//
//   node ports/smtp-client/scripts/count-lines.mjs
//   node ports/smtp-client/scripts/count-lines.mjs --check
//
// Written to ports/smtp-client/sizes.json, which the documentation shows and a test compares with the files.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const port = new URL('../', import.meta.url);

/** All lines of these files, and those with code on them: no blank lines, no comments. */
function countFiles(files) {
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  return {
    files: files.length,
    lines: texts.reduce((sum, text) => sum + text.trimEnd().split('\n').length, 0),
    code: texts.reduce((sum, text) => sum + codeLines(text), 0),
  };
}

function codeLines(text) {
  const source = ts.createSourceFile('counted.ts', text, ts.ScriptTarget.Latest, true);
  const lines = new Set();
  const visit = (node) => {
    const parts = node.getChildren(source).filter(({ kind }) => kind < ts.SyntaxKind.FirstJSDocNode || kind > ts.SyntaxKind.LastJSDocNode);
    for (const part of parts) visit(part);
    if (parts.length > 0 || node.getWidth(source) === 0) return;
    const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line;
    for (let line = lineOf(node.getStart(source)); line <= lineOf(node.getEnd()); line++) lines.add(line);
  };
  visit(source);
  return lines.size;
}

function countPort() {
  const folder = new URL('src/', port);
  return countFiles(
    readdirSync(folder)
      .sort()
      .map((name) => new URL(name, folder)),
  );
}

/** Of what asyncio's high level brings along, and tsyncio, which is its low level, does not. */
function countHighLevel() {
  return countFiles(['lock', 'time-limit', 'flow-control'].map((name) => new URL(`src/${name}.ts`, port)));
}

/** Of Python's `email` package, in the same way. */
function countMail() {
  const names = ['address-list', 'encoded-word', 'message-text', 'flatten-message', 'envelope', 'mail-address'];
  return countFiles(names.map((name) => new URL(`src/${name}.ts`, port)));
}

function countOriginal() {
  const counter = fileURLToPath(new URL('count_python.py', import.meta.url));
  const { status, stdout } = spawnSync('/usr/bin/python3', [counter, 'aiosmtplib'], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : null;
}

const file = new URL('sizes.json', port);
const stored = JSON.parse(readFileSync(file, 'utf8'));
// Without the original, its figures stay what they were.
const sizes = { original: countOriginal() ?? stored.original, port: countPort(), highLevel: countHighLevel(), mail: countMail() };
console.log(sizes);
if (!process.argv.includes('--check')) writeFileSync(file, `${JSON.stringify(sizes, null, 2)}\n`);
else if (JSON.stringify(sizes) !== JSON.stringify(stored)) {
  console.error('sizes.json is out of date: node ports/smtp-client/scripts/count-lines.mjs');
  process.exitCode = 1;
}
