#!/usr/bin/env python3
"""Runs arnlint and other tools over the same policies, and prints what `docs/comparison.md` says.

    cargo build --release --locked
    python3 scripts/compare.py install      # the other tools, each into an environment of its own
    python3 scripts/compare.py example      # what each says of fixtures/example
    python3 scripts/compare.py faults       # bad and good policies of fixtures/access-analyzer.jsonl
    python3 scripts/compare.py alarms       # the policies that AWS manages
    python3 scripts/compare.py speed        # one policy, and 1,500 of them
    python3 scripts/compare.py parliament   # whether parliament says what fixtures/parliament.jsonl says

Needs Python 3.11 with venv, and pip to install; the rest needs no network. All is kept below
`target/compare`. `compare.sh` is about speed alone, and on larger policies. The versions are those that the page was written with.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from typing import Any, NamedTuple

import compare_inputs as inputs

ROOT = inputs.ROOT
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "compare"
ARNLINT = TARGET / "release" / "arnlint"

# parliament reads its data through a module that setuptools 81 has no longer.
PEERS = {
    "parliament": ["parliament==1.6.4", "setuptools<81"],
    "iam-policy-validator": ["iam-policy-validator==1.31.4"],
    "cfn-lint": ["cfn-lint==1.58.0"],
    "checkov": ["checkov==3.3.30"],
    "cloudsplaining": ["cloudsplaining==0.9.1"],
}
MANAGED = "moto==5.2.5"

# The categories of arnlint that are about mistakes, and not about breadth or style.
WRONG = {"correctness", "template"}

# What parliament says of breadth and of old versions, and not of mistakes.
OPINIONS = {"RESOURCE_STAR", "RESOURCE_EFFECTIVELY_STAR", "RESOURCE_POLICY_PRIVILEGE_ESCALATION", "OLD_VERSION"}

# Runs in the environment of parliament: its command gives up at the first policy that it cannot work
# on, and its library only skips that one. The lines on standard input are policies.
PARLIAMENT = """
import json, pathlib, sys, warnings
warnings.simplefilter("ignore")
import parliament
community = sys.argv[1:] == ["community"]
if community:
    folder = pathlib.Path(parliament.__file__).parent / "community_auditors"
    parliament.override_config(folder / "config_override.yaml")
    parliament.config["SENSITIVE_ACCESS"]["resources"] = [{"s3:GetObject": ["arn:aws:s3:::payroll/*"]}]
print(json.dumps(sorted(parliament.config)))
for line in sys.stdin:
    try:
        policy = parliament.analyze_policy_string(
            json.loads(line), ignore_private_auditors=True,
            include_community_auditors=community, config=parliament.config)
        print(json.dumps(sorted(policy.finding_ids)))
    except Exception as error:
        print(json.dumps(["TRACEBACK"]))
"""

# The same for cloudsplaining, whose command takes one policy.
CLOUDSPLAINING = """
import json, sys
from cloudsplaining.command.scan_policy_file import scan_policy
for line in sys.stdin:
    found = scan_policy(json.loads(json.loads(line)))
    print(json.dumps(sorted(name for name, part in found.items() if isinstance(part, dict) and part.get("findings"))))
"""


def peer(name: str, program: str) -> str:
    return str(WORK / "peers" / name / "bin" / program)


def run(command: list[str], stdin: str | None = None, cwd: pathlib.Path | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=cwd, check=False)


def install_peer(name: str) -> None:
    folder = WORK / "peers" / name
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([peer(name, "pip"), "install", "--quiet", *PEERS[name]], check=True)


def install() -> None:
    for name in PEERS:
        install_peer(name)
    moto = ["install", "--quiet", "--no-deps", "--upgrade", "--target", str(WORK / "moto"), MANAGED]
    subprocess.run([sys.executable, "-m", "pip", *moto], check=True)


def fresh(name: str, policies: list[inputs.Policy]) -> pathlib.Path:
    """A folder with these policies in all of their forms."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    inputs.write(folder, policies)
    inputs.write_services(folder / "services")
    return folder


def lines(environment: str, program: str, policies: list[str], *arguments: str) -> list[Any]:
    """What a program in the environment of a tool says of each policy, a line each."""
    text = "".join(json.dumps(policy) + "\n" for policy in policies)
    output = run([peer(environment, "python"), "-W", "ignore", "-c", program, *arguments], text)
    if output.returncode != 0:
        sys.exit(f"{environment}: {output.stderr}")
    return [json.loads(line) for line in output.stdout.splitlines()]


def table(head: list[str], rows: list[list[str]]) -> None:
    for row in [head, ["---"] * len(head), *rows]:
        print(f"| {' | '.join(row)} |")
    print()


# The commands of the tools


class Tool(NamedTuple):
    name: str
    one: list[str]
    all: list[str]


def tools(folder: pathlib.Path, one: str) -> list[Tool]:
    """How each tool is asked for one policy, and for all."""
    policy, policies = str(folder / "policies" / one), str(folder / "policies")
    template, templates = str(folder / "templates" / one), str(folder / "templates")
    each = sorted(map(str, (folder / "templates").iterdir()))
    validator = [peer("iam-policy-validator", "iam-validator"), "validate", "--aws-services-dir"]
    validator += [str(folder / "services"), "--format", "console", "--path"]
    checkov = [peer("checkov", "checkov"), "--framework", "cloudformation", "--skip-download", "--compact", "--quiet"]
    splaining = peer("cloudsplaining", "cloudsplaining")
    scan = [splaining, "scan", "--skip-open-report", "--output", str(folder), "--input-file"]
    account = str(folder / "account.json")
    arnlint = [str(ARNLINT), "check", "--isolated", "--no-ignore"]
    return [
        Tool("arnlint", [*arnlint, policy], [*arnlint, policies]),
        Tool(
            "parliament",
            [peer("parliament", "parliament"), "--files", policy],
            [peer("parliament", "parliament"), "--directory", policies],
        ),
        Tool("iam-policy-validator", [*validator, policy], [*validator, policies]),
        Tool("cfn-lint", [peer("cfn-lint", "cfn-lint"), template], [peer("cfn-lint", "cfn-lint"), *each]),
        Tool("checkov", [*checkov, "--file", template], [*checkov, "--directory", templates]),
        Tool("cloudsplaining", [splaining, "scan-policy-file", "--input-file", policy], [*scan, account]),
    ]


# speed


class Cost(NamedTuple):
    wall: float
    cpu: float
    status: int


def cost(command: list[str]) -> Cost:
    """A whole process, its output into a file as in a build."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    return Cost(wall, usage.ru_utime + usage.ru_stime, child.returncode)


def middle(costs: list[Cost], field: str) -> float:
    return statistics.median(getattr(one, field) for one in costs)


def speed(runs: int, count: int) -> None:
    folder = fresh("speed", inputs.generated(count))
    sizes = sorted((path.stat().st_size, path.name) for path in (folder / "policies").iterdir())
    size, median = sizes[len(sizes) // 2]
    print(f"{count} policies, {sum(size for size, _ in sizes) / 1e6:.1f} MB; the one of median size: {size} bytes\n")
    for title, pick, rounds in [("one policy", "one", 5 * runs), (f"{count} policies", "all", runs)]:
        costs: dict[str, list[Cost]] = {}
        # In turns, so that what else the machine does falls on all of them.
        for _ in range(rounds):
            for tool in tools(folder, median):
                costs.setdefault(tool.name, []).append(cost(getattr(tool, pick)))
        rows = []
        least = middle(costs["arnlint"], "wall")
        for name, spent in costs.items():
            wall, cpu = middle(spent, "wall"), middle(spent, "cpu")
            statuses = ", ".join(str(status) for status in sorted({one.status for one in spent}))
            rows.append([name, f"{wall:.3f} s", f"{wall / least:.0f} ×", f"{cpu:.3f} s", statuses])
        table([f"{title}, {rounds} runs", "time", "against arnlint", "processor time", "exit"], rows)


# example


def example() -> None:
    text = (ROOT / "fixtures" / "example" / "kinesis-policy.json").read_text()
    folder = fresh("example", [json.loads(text)])
    (folder / "policies" / "0000.json").write_text(text)
    for tool in tools(folder, "0000.json"):
        command = tool.one
        if tool.name == "arnlint":
            command = [*command, "--output-format", "concise"]
        if tool.name == "checkov":
            command = [word for word in command if word != "--quiet"]
        output = run(command)
        said = (output.stdout + output.stderr).replace(f"{folder}/", "").rstrip()
        print(f"## {tool.name}: exit {output.returncode}\n\n```text\n{said}\n```\n")


# faults


def arnlint(policies: list[str], types: list[str]) -> list[list[dict[str, Any]]]:
    """The findings of arnlint in each policy."""
    found = []
    for policy, kind in zip(policies, types, strict=True):
        command = [str(ARNLINT), "--isolated", "--output-format", "json", "--policy-type", kind]
        output = run([*command, "--stdin-filename", "policy.json", "-"], policy)
        found.append(json.loads(output.stdout)["diagnostics"])
    return found


VALIDATOR_TYPES = {
    "resource": "RESOURCE_POLICY",
    "trust": "TRUST_POLICY",
    "scp": "SERVICE_CONTROL_POLICY",
    "rcp": "RESOURCE_CONTROL_POLICY",
}


def validator(policies: list[str], types: list[str], name: str) -> list[list[dict[str, Any]]]:
    """The findings of iam-policy-validator in each policy: a run for each type of policies."""
    folder = fresh(name, [])
    found: dict[str, list[dict[str, Any]]] = {}
    for kind in sorted(set(types)):
        of_type = folder / kind
        of_type.mkdir()
        for number, policy in enumerate(policies):
            if types[number] == kind:
                (of_type / f"{number:04}.json").write_text(policy)
        command = [peer("iam-policy-validator", "iam-validator"), "validate", "--path", str(of_type)]
        command += ["--aws-services-dir", str(folder / "services"), "--format", "json"]
        command += ["--policy-type", VALIDATOR_TYPES.get(kind, "IDENTITY_POLICY")]
        report = json.loads(run(command).stdout)
        for result in report["results"]:
            found[pathlib.Path(result["policy_file"]).name] = result["issues"]
    missing = [{"severity": "error", "issue_type": "unreadable"}]
    return [found.get(f"{number:04}.json", missing) for number in range(len(policies))]


def faults() -> None:
    text = (ROOT / "fixtures" / "access-analyzer.jsonl").read_text()
    samples = [json.loads(line) for line in text.splitlines()]
    types = [sample["policy_type"] for sample in samples]
    said: dict[str, list[list[Counter[str]]]] = {"arnlint": [], "parliament": [], "iam-policy-validator": []}
    for which in ["bad", "good"]:
        policies = [sample[which] for sample in samples]
        said["arnlint"].append([Counter(one["rule"] for one in found) for found in arnlint(policies, types)])
        said["parliament"].append([Counter(ids) for ids in lines("parliament", PARLIAMENT, policies)[1:]])
        found = validator(policies, types, f"faults-{which}")
        said["iam-policy-validator"].append([Counter(one["issue_type"] for one in of) for of in found])
    # What is said of both does not count: it is not about the fault that sets them apart.
    apart = {name: [bool(one - other) for one, other in zip(*both, strict=True)] for name, both in said.items()}
    rows = [[name, f"{sum(marks)} of {len(marks)}"] for name, marks in apart.items()]
    table(["", "bad policies of which it says what it does not say of the good one"], rows)
    missed = [sample["code"] for sample, mark in zip(samples, apart["arnlint"], strict=True) if not mark]
    print("arnlint says nothing more of the bad policy of", ", ".join(missed) or "none")
    others = zip(samples, *(apart[name] for name in said), strict=True)
    alone = [sample["code"] for sample, ours, *rest in others if any(rest) > ours]
    print("said by another tool alone:", ", ".join(alone) or "none")


# alarms


def share(marks: list[bool]) -> str:
    return f"{sum(marks)} ({100 * sum(marks) / len(marks):.1f} %)"


def alarms() -> None:
    documents = inputs.managed(WORK / "moto")
    policies = [json.dumps(document) for document in documents]
    folder = fresh("alarms", documents)
    reports: dict[str, tuple[list[bool], list[bool] | None]] = {}

    found: dict[str, list[dict[str, Any]]] = {}
    output = run([str(ARNLINT), "--isolated", "--no-ignore", "--output-format", "json", str(folder / "policies")])
    for one in json.loads(output.stdout)["diagnostics"]:
        found.setdefault(pathlib.Path(one["file"]).name, []).append(one)
    ours = [found.get(f"{number:04}.json", []) for number in range(len(policies))]
    worse = [[one for one in of if one["severity"] != "advice"] for of in ours]
    reports["arnlint, advice included"] = ([bool(of) for of in ours], None)
    reports["arnlint"] = ([bool(of) for of in worse], [any(one["category"] in WRONG for one in of) for of in worse])

    ids = [set(of) for of in lines("parliament", PARLIAMENT, policies)[1:]]
    reports["parliament"] = ([bool(of) for of in ids], [bool(of - OPINIONS) for of in ids])

    issues = validator(policies, ["identity"] * len(policies), "alarms-validator")
    # A check that breaks off is no claim: services that ended are in policies and not in the data.
    broken = "check_execution_error"
    errors = [any(one["severity"] == "error" and one["issue_type"] != broken for one in of) for of in issues]
    reports["iam-policy-validator"] = ([bool(of) for of in issues], errors)

    each = sorted(map(str, (folder / "templates").iterdir()))
    report = json.loads(run([peer("cfn-lint", "cfn-lint"), "--format", "json", *each]).stdout or "[]")
    wrong = {pathlib.Path(one["Filename"]).name for one in report}
    lint = [f"{number:04}.json" in wrong for number in range(len(policies))]
    reports["cfn-lint"] = (lint, lint)

    command = [peer("checkov", "checkov"), "--framework", "cloudformation", "--skip-download", "--output", "json"]
    report = json.loads(run([*command, "--compact", "--quiet", "--directory", str(folder / "templates")]).stdout)
    failed = {pathlib.Path(one["file_path"]).name for one in report["results"]["failed_checks"]}
    reports["checkov"] = ([f"{number:04}.json" in failed for number in range(len(policies))], None)

    reports["cloudsplaining"] = ([bool(of) for of in lines("cloudsplaining", CLOUDSPLAINING, policies)], None)

    rows = [[name, share(some), share(wrong) if wrong else "-"] for name, (some, wrong) in reports.items()]
    table([f"of {len(policies)} policies", "with a finding", "said to be wrong"], rows)
    rules = Counter(one["rule"] for of in worse for one in of if one["category"] in WRONG)
    print("arnlint, mistakes:", ", ".join(f"{rule} {count}" for rule, count in rules.most_common()))
    counted = Counter(id for of in ids for id in of)
    print("parliament, policies:", ", ".join(f"{id} {count}" for id, count in counted.most_common()))


# parliament


def parliament() -> None:
    text = (ROOT / "fixtures" / "parliament.jsonl").read_text()
    samples = [json.loads(line) for line in text.splitlines()]
    known, *found = lines("parliament", PARLIAMENT, [sample["policy"] for sample in samples], "community")
    wrong = [f"{id} has no sample" for id in sorted(set(known) - {sample["id"] for sample in samples})]
    for sample, ids in zip(samples, found, strict=True):
        if sample["id"] not in ids:
            wrong.append(f"{sample['id']} is not said of {sample['policy']}, but {ids}")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"parliament says of all {len(samples)} policies what the fixture says, with each of its {len(known)} ids")


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs arnlint and other tools over the same policies.")
    parts = {"install": install, "example": example, "faults": faults, "alarms": alarms, "parliament": parliament}
    parser.add_argument("part", choices=[*parts, "speed"])
    parser.add_argument("--runs", type=int, default=3, help="how often each tool checks all policies (speed)")
    parser.add_argument("--policies", type=int, default=1500, help="how many policies there are (speed)")
    arguments = parser.parse_args()
    if arguments.part == "speed":
        speed(arguments.runs, arguments.policies)
    else:
        parts[arguments.part]()


if __name__ == "__main__":
    main()
