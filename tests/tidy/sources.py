# SPDX-License-Identifier: Apache-2.0
"""The repository as a dictionary of texts, and what the rules need to know about C++ text."""

import os
import re
import subprocess
from typing import NamedTuple

TEXT_ENDINGS = (".cpp", ".hpp", ".h", ".py", ".cmake", ".md", ".toml", ".json", ".txt", ".in",
                ".capnp", ".supp")
TEXT_NAMES = ("dev", "run", ".clang-format", ".clang-tidy", ".gitignore")
CPP_ENDINGS = (".cpp", ".hpp", ".h")
NOT_READ = ("data/", "tests/fuzz/corpus/")


class Finding(NamedTuple):
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


def load(root):
    """Every text file git knows or would add, as {path: text}."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                            cwd=root, check=True, capture_output=True, text=True).stdout
    files = {}
    for path in listed.splitlines():
        name = os.path.basename(path)
        if path.startswith(NOT_READ) or not (name.endswith(TEXT_ENDINGS) or name in TEXT_NAMES):
            continue
        full = os.path.join(root, path)
        if os.path.isfile(full):  # deleted but not yet committed files are listed, too
            with open(full, encoding="utf-8", errors="replace") as stream:
                files[path] = stream.read()
    return files


def cpp_files(files):
    return {path: text for path, text in files.items() if path.endswith(CPP_ENDINGS)}


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


_TOKEN = re.compile(
    r'//[^\n]*'
    r'|/\*.*?\*/'
    r'|R"(?P<tag>[^\s()\\]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)+'",
    re.DOTALL)


def masked(text):
    """C++ text of equal length in which comments and the insides of literals are spaces."""

    def blank(match):
        found = match.group()
        keep = found[0] if found[0] in "\"'R" else " "
        inner = re.sub(r"[^\n]", " ", found)
        return keep + inner[1:-1] + (found[-1] if keep != " " else " ") if len(found) > 1 else found

    return _TOKEN.sub(blank, text)


_SCOPE = re.compile(r"(?:^|[\s;>])(namespace|class|struct|union|enum|extern)\b")
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)


class Function(NamedTuple):
    name: str
    line: int
    length: int


def functions(text):
    """The outermost function bodies of clang-formatted C++, with their length in lines.

    Walks the braces: one after a head with a parameter list opens a function, one after namespace,
    class and so on opens a scope to look into, any other is an initialiser.
    """
    code = _DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), masked(text))
    found, stack, head_start = [], [], 0
    for match in re.finditer(r"[{};]", code):
        at, sign = match.start(), match.group()
        if sign == "{":
            stack.append((_kind(code[head_start:at], stack), at, head_start))
        elif sign == "}" and stack:
            kind, opened, head = stack.pop()
            if kind == "function":
                first = line_of(code, opened)
                length = line_of(code, at) - first + 1
                found.append(Function(_name(code[head:opened]), first, length))
        head_start = at + 1
    return found


def _kind(head, stack):
    if any(kind != "scope" for kind, _, _ in stack):
        return "block"
    without_template = re.sub(r"\btemplate\s*<[^{]*?>\s*(?=\w|\[)", "", head)
    if _SCOPE.search(" " + without_template) and not re.search(r"\)[^)]*$", without_template):
        return "scope"
    return "function" if "(" in head else "block"


def _name(head):
    match = re.search(r"([\w:~]+|operator\S+)\s*\(", head)
    return match.group(1) if match else "function"
