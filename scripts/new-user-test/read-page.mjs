/** What a fence of the page is for, by the language in its info string. */
const kinds = { sh: 'commands', keys: 'keys', text: 'output', js: 'file', ts: 'file', json: 'file' };

const fence = /^(?<mark>`{3,})(?<language>[\w-]*)[ \t]*(?<rest>.*)\n(?<body>[\s\S]*?)^\k<mark>[ \t]*$/gm;

/**
 * The steps that a page asks of its reader, in order: `{ kind, where, body, line }`, where `where` is a terminal or a file name. Every fence
 * is a step. One that does not say where it belongs, or has a language that nobody knows how to follow, is an Error: nothing may be left out.
 */
export function stepsOfPage(page) {
  return [...page.matchAll(fence)].map((match) => {
    const { language, rest, body } = match.groups;
    const line = page.slice(0, match.index).split('\n').length;
    const where = /^\[(.+)\]$/.exec(rest.trim())?.[1];
    const kind = kinds[language];
    if (kind === undefined) throw new Error(`line ${line}: nobody knows what to do with a block of ${language || 'no language'}`);
    if (where === undefined) throw new Error(`line ${line}: the block does not say [which terminal] or [which file]`);
    if (kind !== 'file' && !/^terminal \d+$/.test(where)) throw new Error(`line ${line}: [${where}] is no terminal`);
    if (kind === 'file' && !/^[\w.-]+$/.test(where)) throw new Error(`line ${line}: [${where}] is no file name`);
    return { kind, where, body: body.replace(/\n$/, ''), line };
  });
}
