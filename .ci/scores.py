#!/usr/bin/env python3
"""Scores the release binary against the corpora beside the checkout, and holds it to thresholds."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
BINARY = ROOT / "target" / "release" / "arnlint"
NUMBER = r" \d+/\d+ = ([0-9.]+)"

# What is scored, on what, and for each figure of the last line: its name, and how low or high it may be.
SCORES = [
    ("json", "jsontestsuite", [("json:", ">=", 1.0)]),
    (
        "placeholders",
        "placeholders.jsonl",
        [("precision", ">=", 0.99), ("recall", ">=", 0.98), ("exact tokens", ">=", 0.97)],
    ),
    ("good", "good", [("false error", "<=", 0.0)]),
    ("mistakes", "mistakes.jsonl", [("reported", ">=", 0.92), ("left alone", ">=", 1.0)]),
    ("docs", "docs", [("policies found", ">=", 0.98), ("placeholders found", ">=", 0.93)]),
    ("oracle", "oracle-dev.json", [("precision", ">=", 0.985), ("recall", ">=", 0.985)]),
]

failed = 0
for what, corpus, figures in SCORES:
    command = [sys.executable, SHARED / "tools" / "score.py", BINARY, what, SHARED / "corpora" / corpus]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if run.returncode != 0:
        print(run.stdout, run.stderr)
        failed += 1
        continue
    line = run.stdout.strip().splitlines()[-1]
    print(line)
    for name, relation, bound in figures:
        found = re.search(re.escape(name) + NUMBER, line)
        value = float(found.group(1)) if found else None
        holds = value is not None and (value >= bound if relation == ">=" else value <= bound)
        if not holds:
            print(f"  {what}: {name} is {value}, and must be {relation} {bound}")
            failed += 1
sys.exit(1 if failed else 0)
