globalThis.mark = 'marked';
