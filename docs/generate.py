#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/messages.md from the contract blocks of actors and docs/benchmarks.md from
build/bench/*.json.

usage: generate.py [--check]   --check writes nothing; exit code 1 when messages.md is out of date
"""

import glob
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MESSAGES = os.path.join(ROOT, "docs", "messages.md")
BENCHMARKS = os.path.join(ROOT, "docs", "benchmarks.md")

# The order in which a contract's points are shown.
POINTS = ("Receives", "Sends", "Owns", "Timers", "Monitors", "Stops when", "Answers with")


def contract_of(text):
    """(role, purpose, {point: text}) of an actor's header, or nothing without a contract."""
    purpose = re.match(r"// SPDX[^\n]*\n((?://[^\n]*\n)+)", text)
    block = next((found.group() for found in re.finditer(r"(?:^///[^\n]*\n)+", text, re.MULTILINE)
                  if found.group().startswith("/// Receives:")), None)
    if not purpose or not block:
        return None
    sentence = " ".join(line[2:].strip() for line in purpose.group(1).splitlines())
    role, _, rest = sentence.partition(": ")
    contract = " ".join(line[3:].strip() for line in block.splitlines())
    points = {}
    starts = list(re.finditer(r"\b(" + "|".join(POINTS) + "):? ", contract))
    for start, end in zip(starts, starts[1:] + [None]):
        points[start.group(1)] = contract[start.end():end.start() if end else None].strip()
    return role, rest, points


def wrapped(text, width=140, indent=""):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = indent
        line += (" " if line.strip() else "") + word
    return "\n".join(lines + [line])


def messages_page():
    out = ["# Actors and their messages", "",
           wrapped("Collected by `./dev docs` from the contract blocks in `actors/*/*_actor.hpp` "
                   "and `transports/*/*_actor.hpp`; edit them there. The messages themselves "
                   "are in `runtime/messages`.")]
    for path in sorted(glob.glob(os.path.join(ROOT, "actors", "*", "*_actor.hpp"))
                       + glob.glob(os.path.join(ROOT, "transports", "*", "*_actor.hpp"))):
        with open(path, encoding="utf-8") as stream:
            contract = contract_of(stream.read())
        if contract is None:
            continue
        role, purpose, points = contract
        short = os.path.relpath(path, ROOT)
        out += ["", f"## {role}", "", f"[{short}](../{short})", "", wrapped(purpose), ""]
        out += [wrapped(f"- **{point}**: {points[point]}", indent="  ")
                for point in POINTS if point in points]
    return "\n".join(out) + "\n"


def figure(number):
    if number is None:
        return ""
    if abs(number) >= 1000:
        return f"{number:,.0f}".replace(",", " ")
    return f"{number:.3g}"


def benchmarks_page():
    out = ["# Benchmarks", "",
           wrapped("Written by `./dev docs` from the last `./dev bench` on the machine of whoever "
                   "committed this page. Ratios (value to baseline, both of one run) carry over to "
                   "other machines; absolute figures do not. Where a baseline stands, it is the "
                   "bare part: a loop over SQLite, LMDB or CAF alone.")]
    for path in sorted(glob.glob(os.path.join(ROOT, "build", "bench", "*.json"))):
        with open(path, encoding="utf-8") as stream:
            rows = [json.loads(line) for line in stream if line.strip()]
        if not rows:
            continue
        out += ["", f"## {os.path.basename(path)[:-len('.json')]}", "",
                "| metric | value | unit | baseline | ratio |", "|---|---:|---|---:|---:|"]
        out += [f"| {row['metric']} | {figure(row['value'])} | {row.get('unit', '')} | "
                f"{figure(row.get('baseline'))} | {figure(row.get('ratio'))} |" for row in rows]
    return "\n".join(out) + "\n"


def main(arguments):
    messages = messages_page()
    if "--check" in arguments:
        with open(MESSAGES, encoding="utf-8") as stream:
            if stream.read() == messages:
                return 0
        print("docs/messages.md is out of date: run ./dev docs")
        return 1
    with open(MESSAGES, "w", encoding="utf-8") as stream:
        stream.write(messages)
    if glob.glob(os.path.join(ROOT, "build", "bench", "*.json")):
        with open(BENCHMARKS, "w", encoding="utf-8") as stream:
            stream.write(benchmarks_page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
