# SPDX-License-Identifier: Apache-2.0
"""Rules that look at one file at a time: licence, lengths, banned calls, names."""

import re

from sources import Finding, cpp_files, functions, line_of, masked

FILE_LINES_MAX = 800
FUNCTION_LINES_MAX = 70
LINE_COLUMNS_MAX = 100
GUIDANCE = ((".test.cpp", 400), (".cpp", 400), (".hpp", 200), (".h", 200))
FUNCTION_GUIDANCE = 40


class Ban:
    """A pattern, what to write instead, and the files to which it does not apply."""

    def __init__(self, name, pattern, instead, exempt=r"(?!)", only=r""):
        self.name, self.instead = name, instead
        self.pattern, self.exempt, self.only = map(re.compile, (pattern, exempt, only))


BANS = (
    Ban("no-infinite", r"\bcaf::infinite\b|\binfinite\b(?=\s*[,)])",
        "give the request a deadline from its settings", r"runtime/system/", r".*\.[ch]pp$"),
    Ban("no-capture-all", r"\[=\]", "name what the lambda captures"),
    Ban("no-sleep", r"\b(sleep_for|sleep_until|usleep|nanosleep)\s*\(|(?<!\w)sleep\s*\(\s*\d",
        "wait on a queue or a timer, or step a manual_clock"),
    Ban("no-wall-clock",
        r"\b(system_clock|steady_clock|high_resolution_clock|file_clock|utc_clock)::now\b"
        r"|\b(gettimeofday|clock_gettime|localtime)\s*\(|\btime\s*\(\s*(nullptr|NULL|0|&)",
        "take a plexus::clock in the constructor", r"runtime/base/clock\.cpp|tests/bench/"),
    Ban("no-unsafe-sync", r"\bMDB_(NOSYNC|MAPASYNC|NOMETASYNC)\b",
        "commit by time or count; what is acknowledged is on the disk"),
    Ban("no-using-std", r"\busing\s+namespace\s+std\s*;", "write std:: or a using-declaration"),
    Ban("no-using-in-header", r"^using\s+namespace\b", "write the namespace", only=r".*\.(hpp|h)$"),
    Ban("no-foreign-random", r"\b(std::)?s?rand\s*\(|\brandom_device\b|\bmt19937(_64)?\b",
        "take a plexus::rng in the constructor", r"apps/"),
    Ban("no-printing", r"(?<!\w)(std::)?(printf|puts|putchar)\s*\(|\bstd::(cout|cerr|clog)\b"
        r"|\bfprintf\s*\(\s*stdout\b",
        "return the text, or log through plexus::logger", r"apps/|tests/"),
    Ban("no-swallowing", r"\bcatch\s*\([^)]*\)\s*\{\s*\}", "turn the exception into an errc"),
    Ban("no-singleton", r"\bstatic\b[^;{}()]*\binstance\s*\(", "hand the object down"),
    Ban("no-assert", r"(?<![\w_])assert\s*\(", "PLEXUS_ASSERT, which stays in release builds"),
    Ban("no-ato", r"\b(atoi|atol|atoll|atof)\s*\(", "std::from_chars, which reports bad numbers"),
    Ban("no-getenv", r"\bgetenv\s*\(", "a setting, handed down", r"apps/|tests/"),
    Ban("no-caf-streams", r"\b(attach_stream_\w+|make_source|make_stage|make_sink)\s*\(",
        "batches under a credit window (runtime/system/flow_control)"),
    Ban("no-hidden-test", r"^(SKIP|TEST_CASE\([^\n]*\[(\.|!mayfail|!hide))", "a test that runs",
        only=r"tests/"),
)

# Looked for in the text as it stands, comments and strings included.
RAW_BANS = (
    Ban("no-caf-all", r"#\s*include\s*[<\"]caf/all\.hpp", "the two or three headers it needs"),
    Ban("no-caf-groups", r"#\s*include\s*<caf/(group|stream\w*|broadcast_\w+)\.hpp>",
        "the HUB, or batches under a credit window", r"runtime/system/"),
    Ban("todo-id", r"\b(TODO(?!\([\w.-]+\))|FIXME|XXX|HACK)\b", "TODO(id), or do it now"),
)

_HOME = re.compile(r"(?<![\w.}])/(?:home|root|Users|work)/\w")
_NAMESPACE = re.compile(r"^namespace\s+([\w:]+)\s*\{", re.MULTILINE)
_BAD_ROOM = re.compile(r"(^|[/:])(utils?|common|misc|details?|helpers?|\w+_impl)([/:.]|$)")
_CODE = (".cpp", ".hpp", ".h", ".py", ".cmake", "CMakeLists.txt", "dev", ".ci/run")


def check_bans(files):
    out = []
    for path, text in cpp_files(files).items():
        code = masked(text)
        for bans, body in ((BANS, code), (RAW_BANS, text)):
            for ban in bans:
                if ban.exempt.match(path) or not ban.only.match(path):
                    continue
                for match in re.finditer(ban.pattern.pattern, body, re.MULTILINE):
                    out.append(Finding(path, line_of(body, match.start()), ban.name,
                                       f"{match.group().strip()}: instead, {ban.instead}"))
    return out


def check_lengths(files, guidance=False):
    out = []
    for path, text in files.items():
        if not path.endswith(_CODE):
            continue
        lines = text.splitlines()
        if len(lines) > FILE_LINES_MAX:
            out.append(Finding(path, 1, "file-length",
                               f"{len(lines)} lines, {FILE_LINES_MAX} at most: cut by subject"))
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_COLUMNS_MAX:
                out.append(Finding(path, number, "line-length", f"{len(line)} columns"))
        if path.endswith((".cpp", ".hpp", ".h")):
            out += _function_lengths(path, text, guidance)
        if guidance:
            limit = next((size for end, size in GUIDANCE if path.endswith(end)), None)
            if limit and len(lines) > limit:
                out.append(Finding(path, 1, "guidance", f"{len(lines)} lines, better <= {limit}"))
    return out


def _function_lengths(path, text, guidance):
    limit = FUNCTION_GUIDANCE if guidance else FUNCTION_LINES_MAX
    # A switch without default over every error code is a table, however long it gets.
    return [Finding(path, each.line, "function-length",
                    f"{each.name}: {each.length} lines, {limit} at most")
            for each in functions(text) if each.length > limit and path != "runtime/base/errc.cpp"]


def check_licence(files):
    out = []
    tag = "SPDX-License-Identifier: Apache-2.0"
    for path, text in files.items():
        if not path.endswith((".cpp", ".hpp", ".h", ".py")):
            continue
        lines = text.splitlines() + ["", ""]
        if lines[lines[0].startswith("#!")] not in (f"// {tag}", f"# {tag}"):
            out.append(Finding(path, 1, "licence", f"the first line is // {tag}"))
        if path.endswith((".hpp", ".h")):
            if not lines[1].startswith("//"):
                out.append(Finding(path, 2, "header-paragraph",
                                   "say what this header is for and what it is not for"))
            if path.endswith(".hpp") and "\n#pragma once\n" not in text:
                out.append(Finding(path, 1, "pragma-once", "a header has #pragma once"))
    return out


def check_paths(files):
    out = []
    for path, text in files.items():
        for match in _HOME.finditer(text):
            out.append(Finding(path, line_of(text, match.start()), "absolute-path",
                               f"{match.group()}...: a path of one machine"))
        if path.endswith((".cpp", ".hpp")) and _BAD_ROOM.search(path):
            out.append(Finding(path, 1, "room-name", "name the room after what is in it"))
    return out


def namespace_of(path):
    """The namespace that repeats the folder, or nothing where any will do."""
    parts = path.split("/")
    if parts[0] == "runtime" and len(parts) > 2:
        return "plexus" if parts[1] == "base" else f"plexus::{parts[1]}"
    if parts[0] == "transports" and len(parts) > 2:
        return f"plexus::{parts[1]}"
    if parts[0] in ("actors", "apps", "simulations"):
        return f"plexus::{parts[0]}"
    return None


def check_namespaces(files):
    out = []
    for path, text in cpp_files(files).items():
        wanted = namespace_of(path)
        code = masked(text)
        names = [(name, at.start()) for at in _NAMESPACE.finditer(code) for name in at.groups()]
        if wanted is None:
            continue
        if path.endswith(".hpp") and not names and "namespace" not in text:
            out.append(Finding(path, 1, "namespace", f"belongs into namespace {wanted}"))
        for name, at in names:
            inside = name == wanted or name.startswith(wanted + "::")
            if not inside and name not in ("std", "caf", "Catch", "plexus"):
                out.append(Finding(path, line_of(code, at), "namespace",
                                   f"namespace {name} where the folder says {wanted}"))
    return out
