# SPDX-License-Identifier: Apache-2.0
"""Rules about the repository as a whole: tests, READMEs, error pages, decision records, folders."""

import os
import re
from collections import defaultdict

from sources import Finding

FOLDER_ENTRIES_MAX = 25
README_LINES_MAX = 5
ROOM_CMAKE_LINES_MAX = 15

# Sources that need no test of their own, one per line; the count may only be lowered.
WITHOUT_TEST = "tests/tidy/without_test.txt"
WITHOUT_TEST_MAX = 0

_TESTED = ("runtime/", "actors/", "transports/", "simulations/")
_MIRRORED = tuple("tests/" + top for top in _TESTED)


def check_tests(files):
    out = []
    listed = [line.strip() for line in files.get(WITHOUT_TEST, "").splitlines()]
    allowed = {line for line in listed if line and not line.startswith("#")}
    if len(allowed) > WITHOUT_TEST_MAX:
        out.append(Finding(WITHOUT_TEST, 1, "without-test",
                           f"{len(allowed)} entries, {WITHOUT_TEST_MAX} at most: it only shrinks"))
    for path in sorted(files):
        if path.startswith(_TESTED) and path.endswith(".cpp"):
            test = f"tests/{path[:-4]}.test.cpp"
            if test not in files and path not in allowed:
                out.append(Finding(path, 1, "same-stem-test", f"has no {test}"))
            if test in files and path in allowed:
                out.append(Finding(WITHOUT_TEST, 1, "without-test", f"remove {path}, it has one"))
        elif path.startswith(_MIRRORED) and re.search(r"(?<!_scenarios)\.test\.cpp$", path):
            stem = path[len("tests/"):-len(".test.cpp")]
            if not any(stem + end in files for end in (".cpp", ".hpp", ".h")):
                out.append(Finding(path, 1, "same-stem-test", f"tests no {stem}.hpp or .cpp"))
    out += [Finding(WITHOUT_TEST, 1, "without-test", f"{path} does not exist: remove it")
            for path in sorted(allowed) if path not in files]
    return out


def check_rooms(files):
    out = []
    for path, text in sorted(files.items()):
        if os.path.basename(path) != "CMakeLists.txt" or "plexus_room(" not in text:
            continue
        folder = os.path.dirname(path)
        readme = files.get(f"{folder}/README.md")
        if readme is None:
            out.append(Finding(path, 1, "room-readme", f"{folder} has no README.md"))
        elif len(readme.splitlines()) > README_LINES_MAX:
            out.append(Finding(f"{folder}/README.md", 1, "room-readme",
                               f"{README_LINES_MAX} lines at most: purpose, non-purpose, entry"))
        if len(text.splitlines()) > ROOM_CMAKE_LINES_MAX:
            out.append(Finding(path, 1, "room-cmake", f"{ROOM_CMAKE_LINES_MAX} lines at most"))
    return out


def check_folders(files):
    """A header and its source, or a test and its stem's fuzz target, are one entry."""
    entries = defaultdict(set)
    for path in files:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            entries["/".join(parts[:depth])].add(parts[depth].split(".")[0] or parts[depth])
    return [Finding(folder, 1, "folder-size",
                    f"{len(names)} entries, {FOLDER_ENTRIES_MAX} at most: make a room")
            for folder, names in sorted(entries.items()) if len(names) > FOLDER_ENTRIES_MAX]


def check_errors_page(files):
    page, header = "docs/errors.md", "runtime/base/errc.hpp"
    if header not in files:
        return []
    enum = re.findall(r"^  (\w+) = (\d+),", files[header], re.MULTILINE)
    codes = {name: int(number) for name, number in enum}
    sections = re.findall(r"^### (\d+) ([\w-]+)\n+((?:(?!#).*\n?)*)", files.get(page, ""),
                          re.MULTILINE)
    out, seen = [], {}
    if len(set(codes.values())) != len(enum):
        out.append(Finding(header, 1, "errors-page", "a number is used twice"))
    for number, name, body in sections:
        seen[name.replace("-", "_")] = int(number)
        if len(body.split()) < 8:
            out.append(Finding(page, 1, "errors-page", f"{name}: say the cause and what to do"))
    for name in codes.keys() | seen.keys():
        if codes.get(name) != seen.get(name):
            out.append(Finding(page, 1, "errors-page", f"{name}: {codes.get(name)} in the enum, "
                                                       f"{seen.get(name)} on the page"))
    if [number for number in seen.values()] != sorted(seen.values()):
        out.append(Finding(page, 1, "errors-page", "codes are not in order"))
    return out


def check_decision_records(files):
    out = []
    numbers = []
    for path, text in sorted(files.items()):
        if not path.startswith("docs/adr/") or path.endswith("README.md"):
            continue
        match = re.fullmatch(r"docs/adr/(\d{4})-[a-z0-9-]+\.md", path)
        if not match:
            out.append(Finding(path, 1, "decision-record", "is named NNNN-title-in-words.md"))
            continue
        numbers.append(int(match.group(1)))
        for heading in ("Context", "Decision", "Rejected options", "Consequences"):
            if f"\n## {heading}\n" not in text:
                out.append(Finding(path, 1, "decision-record", f'has no heading "{heading}"'))
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        out.append(Finding("docs/adr", 1, "decision-record", "numbers run from 0001 without gaps"))
    return out


def check_how_to(files):
    out = []
    for path, text in sorted(files.items()):
        if path.startswith("docs/how_to/add_"):
            headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
            if headings[-1:] != ["New files and shared lines"]:
                out.append(Finding(path, 1, "how-to", 'ends in "New files and shared lines"'))
    return out


def check_sample_settings(files):
    """Every built-in plugin has settings to start from."""
    out = []
    for path in sorted(files):
        match = re.fullmatch(r"runtime/plugins/builtin/(\w+)_plugin\.hpp", path)
        if match:
            sample = f"configs/plugins/{match.group(1).replace('_', '-')}.sample.toml"
            if sample not in files:
                out.append(Finding(path, 1, "sample-settings", f"has no {sample}"))
    return out


def check_links(files):
    """Relative links of the documents lead somewhere."""
    out = []
    folders = {os.path.dirname(path) for path in files}
    folders |= {os.path.dirname(folder) for folder in folders}
    for path, text in sorted(files.items()):
        if not path.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            full = os.path.normpath(os.path.join(os.path.dirname(path), target))
            if "://" not in target and full not in files and full not in folders:
                out.append(Finding(path, 1, "dead-link", target))
    return out
