# SPDX-License-Identifier: Apache-2.0
"""Adds a driver to the table of built-in plugins, in the order of names: register_plugin.py NAME"""

import re
import sys

TABLE = "runtime/plugins/builtin/builtin_plugins.cpp"


def insert_sorted(text, pattern, line):
    """Puts `line` among the lines that match `pattern`, before the first greater one."""
    found = list(re.finditer(pattern, text, re.MULTILINE))
    if not found:
        sys.exit(f"dev: {TABLE} has no line like: {line}")
    at = next((each.start() for each in found if each.group() > line), found[-1].end() + 1)
    return text[:at] + line + "\n" + text[at:]


def main(name):
    with open(TABLE, encoding="utf-8") as stream:
        text = stream.read()
    text = insert_sorted(text, r'^#include "runtime/plugins/builtin/\w+_plugin\.hpp"$',
                         f'#include "runtime/plugins/builtin/{name}_plugin.hpp"')
    text = insert_sorted(text, r"^  add<\w+_plugin>\(registry\);$",
                         f"  add<{name}_plugin>(registry);")
    with open(TABLE, "w", encoding="utf-8") as stream:
        stream.write(text)
    print(f"added {name}_plugin to {TABLE}")


if __name__ == "__main__":
    main(sys.argv[1])
