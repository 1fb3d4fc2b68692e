"""What the checks share: the C files of the tree, and their text without comments."""
import os
import re
import sys

_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
)


def files(endings, *folders):
    """All files with these endings under the folders, sorted."""
    found = []
    for folder in folders:
        for where, below, names in os.walk(folder):
            below[:] = sorted(name for name in below if not name.startswith("."))
            found += [os.path.join(where, name) for name in names if name.endswith(endings)]
    return sorted(found)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """Comments become blanks; lines and columns stay."""
    return _TOKEN.sub(lambda m: _blank(m[0]) if m[0][0] == "/" else m[0], text)


def without_strings(text):
    """Comments and the inside of strings become blanks; lines and columns stay."""

    def replace(match):
        token = match[0]
        return _blank(token) if token[0] == "/" else token[0] + _blank(token[1:-1]) + token[-1]

    return _TOKEN.sub(replace, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


class Findings:
    """Prints findings as file:line: what is wrong, what to do."""

    def __init__(self):
        self.count = 0

    def add(self, path, line, message):
        self.count += 1
        print(f"{path}:{line}: {message}")

    def exit(self):
        sys.exit(1 if self.count else 0)
