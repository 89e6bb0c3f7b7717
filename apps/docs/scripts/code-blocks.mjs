const fence = /^(?<indent>[ \t]*)(?<mark>`{3,})(?<info>[^`\n]*)\n(?<body>[\s\S]*?)^[ \t]*\k<mark>[ \t]*$/gm;

/** The comment that ends directly above a place in the page. */
const commentAbove = /<!--((?:(?!-->)[\s\S])*)-->\s*$/;

/**
 * The TypeScript blocks of a page: `{ line, code, before, checked }`. `line` is that of the first line of code; `before` is what
 * `<!-- before: … -->` directly above the block puts in front of it for the check. A problem of the marks themselves is `{ line, problem }`.
 */
export function typescriptBlocks(page) {
  return [...page.matchAll(fence)].flatMap((match) => {
    const { indent, info, body } = match.groups;
    const [language, ...marks] = info.trim().split(/[\s{:]+/);
    if (language !== 'ts' && language !== 'typescript') return [];
    const above = page.slice(0, match.index);
    const line = above.split('\n').length + 1;
    const comment = commentAbove.exec(above)?.[1].trim();
    const checked = !marks.includes('nocheck');
    if (!checked && comment === undefined) return [{ line: line - 1, problem: 'ts nocheck needs a comment directly above that says why' }];
    const before = /^before:([\s\S]*)$/.exec(comment ?? '')?.[1].trim() ?? '';
    return [{ line, code: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), before, checked }];
  });
}
