import type { MarkdownOptions } from 'vitepress';

type Configure = NonNullable<MarkdownOptions['config']>;

/** A fence with `[name]` in its info string shows the name above the code: the file it belongs in, or the terminal it is typed in. */
export const fenceTitles: Configure = (md) => {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    const title = /\[(.+)\]/.exec(token?.info ?? '')?.[1];
    // What is typed, other than a command, is no language that anybody can colour.
    if (token !== undefined) token.info = token.info.replace(/^keys\b/, 'txt');
    const code = fence?.(tokens, index, ...rest) ?? '';
    // A group of fences shows the names as tabs already.
    if (title === undefined || insideGroup(tokens, index)) return code;
    return `<div class="titled-code"><div class="code-title">${md.utils.escapeHtml(title)}</div>${code}</div>`;
  };
};

function insideGroup(tokens: readonly { type: string }[], index: number): boolean {
  const last = tokens.slice(0, index).findLast(({ type }) => type.startsWith('container_code-group'));
  return last?.type === 'container_code-group_open';
}
