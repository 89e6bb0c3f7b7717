"""Lines of a package's modules: all of them, and those with code on them (no blank lines, comments, docstrings)."""

import ast
import importlib.util
import io
import json
import pathlib
import sys
import tokenize

SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstring_lines(text):
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            found.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return found


def code_lines(text):
    found = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in SILENT:
            found.update(range(token.start[0], token.end[0] + 1))
    return found - docstring_lines(text)


folder = pathlib.Path(importlib.util.find_spec(sys.argv[1]).origin).parent
texts = [path.read_text() for path in sorted(folder.glob("*.py"))]
print(
    json.dumps(
        {
            "files": len(texts),
            "lines": sum(len(text.splitlines()) for text in texts),
            "code": sum(len(code_lines(text)) for text in texts),
        }
    )
)
