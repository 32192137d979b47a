#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the house rules of docs/house_style.md that a program can check.

usage: tidy.py [--guidance] [PATH...]   PATH: report findings under these paths only
Exit code 0 when there is none, 1 otherwise. --guidance adds the softer limits, which never fail.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import house_rules  # noqa: E402
import include_rules  # noqa: E402
import sources  # noqa: E402
import text_rules  # noqa: E402

RULES = (
    include_rules.check_includes,
    text_rules.check_bans,
    text_rules.check_lengths,
    text_rules.check_licence,
    text_rules.check_paths,
    text_rules.check_namespaces,
    house_rules.check_tests,
    house_rules.check_rooms,
    house_rules.check_folders,
    house_rules.check_errors_page,
    house_rules.check_decision_records,
    house_rules.check_how_to,
    house_rules.check_sample_settings,
    house_rules.check_links,
)


def findings(files):
    return sorted({finding for rule in RULES for finding in rule(files)})


def main(arguments):
    guidance = "--guidance" in arguments
    under = tuple(argument for argument in arguments if not argument.startswith("--"))
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    files = sources.load(root)
    found = [each for each in findings(files) if not under or each.path.startswith(under)]
    for each in found:
        print(each)
    if guidance:
        for each in sorted(set(text_rules.check_lengths(files, guidance=True)) - set(found)):
            print(f"note: {each}")
    print(f"tidy: {len(files)} files, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
