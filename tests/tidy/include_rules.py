# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: the picture of docs/architecture.md, and the fences around libraries."""

import re

from sources import Finding, cpp_files, line_of

_BELOW_MESSAGES = ("base", "model", "codec", "config", "query", "storage", "plugins", "registry",
                   "link")

# Room of runtime -> rooms of runtime it may include (itself always).
RUNTIME_ROOMS = {
    "base": (),
    "model": ("base",),
    "codec": ("base", "model"),
    "config": ("base", "model", "codec"),
    "query": ("base", "model"),
    "storage": ("base", "model", "codec"),
    "plugins": ("base", "model"),
    "registry": ("base", "model"),
    "link": ("base", "model"),
    "messages": _BELOW_MESSAGES,
    "system": _BELOW_MESSAGES + ("messages",),
}

_CAF_ROOMS = r"runtime/(messages|system)/|actors/|transports/|apps/|simulations/"

# Header of a library -> files that may include it. Tests may include everything.
FENCES = (
    (r"caf/", _CAF_ROOMS, "CAF starts at runtime/messages"),
    (r"sqlite3", r"runtime/query/.*\.cpp$", "SQLite lives in the sources of runtime/query"),
    (r"lmdb", r"runtime/storage/lmdb_\w+\.cpp$", "LMDB lives in runtime/storage/lmdb_*.cpp"),
    (r"pugixml", r"runtime/config/.*\.cpp$", "pugixml lives in the sources of runtime/config"),
    (r"toml", r"runtime/config/.*\.cpp$", "toml++ lives in the sources of runtime/config"),
    (r"nlohmann/",
     r"runtime/codec/.*\.cpp$|runtime/codec/json_text\.hpp$|transports/control/|apps/",
     "JSON lives in runtime/codec's sources and json_text.hpp, transports/control and apps"),
    (r"CLI/", r"apps/", "command lines belong to apps"),
    (r"xxhash", r"runtime/(codec|storage)/.*\.cpp$", "checksums belong to codec and storage"),
    (r"(capnp|kj)/", r"runtime/codec/.*\.cpp$|runtime/plugins/plugin_process\w*\.cpp$",
     "Cap'n Proto lives in codec and plugin_process"),
    (r"gloox/", r"transports/xmpp/.*\.cpp$", "gloox lives in the sources of transports/xmpp"),
    (r"boost/beast", r"transports/http/http_server\.cpp$", "Beast lives in http_server.cpp"),
    (r"boost/", r"transports/.*\.cpp$", "Boost lives in the sources of transports"),
    (r"lua|sol/", r"simulations/engine/script_host\.cpp$", "Lua lives in script_host.cpp"),
    (r"catch2/", r"(?!)", "Catch2 lives in tests"),
    (r"benchmark/", r"(?!)", "benchmarks live in tests"),
)

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
_HOUSE = ("runtime/", "actors/", "transports/", "apps/", "simulations/", "tests/")


def room_of(path):
    """("runtime", "query") for runtime/query/...; ("actors", "") has no inner rooms."""
    parts = path.split("/")
    inner = parts[0] in ("runtime", "transports") and len(parts) > 2
    return parts[0], parts[1] if inner else ""


def _allowed(user, used):
    (top, room), (used_top, used_room) = user, used
    if top == "tests" or user == used:
        return True
    if top == "runtime":
        return used_top == "runtime" and used_room in RUNTIME_ROOMS.get(room, ())
    if top in ("actors", "transports"):
        return used_top == "runtime"
    return top in ("apps", "simulations") and used_top in ("runtime", "actors", "transports", top)


def check_includes(files):
    out = []
    for path, text in cpp_files(files).items():
        if not path.startswith(_HOUSE):
            continue
        for match in _INCLUDE.finditer(text):
            quote, target = match.groups()
            line = line_of(text, match.start())
            if quote == "<":
                out += _fence(path, line, target)
            elif not target.startswith(_HOUSE):
                out.append(Finding(path, line, "include-root",
                                   f'write the path of "{target}" from the repository root'))
            elif not _allowed(room_of(path), room_of(target)):
                out.append(Finding(path, line, "include-picture",
                                   f'{"/".join(filter(None, room_of(path)))} may not include '
                                   f'{"/".join(filter(None, room_of(target)))}; see '
                                   "docs/architecture.md"))
    return out


def _fence(path, line, target):
    if path.startswith("tests/"):
        return []
    return [Finding(path, line, "fence", f"<{target}>: {why}") for header, where, why in FENCES
            if re.match(header, target) and not re.match(where, path)]
