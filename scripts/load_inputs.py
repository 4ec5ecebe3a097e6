"""The inputs of `load.py`: good, bad and huge ones, drawn from a seed."""

from __future__ import annotations

import json
import os
import pathlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

FORMATS = [
    "full", "concise", "grouped", "json", "json-lines", "sarif", "github", "gitlab", "junit", "checkstyle", "azure",
    "rdjson",
]
TYPES = ["identity", "resource", "trust", "scp", "rcp", "endpoint", "session", "boundary"]
DONE, FINDINGS, FAILED = 0, 1, 2


@dataclass
class Case:
    """What is run: files in a folder, arguments, and what may come out."""

    kind: str
    arguments: list[str]
    files: dict[bytes, bytes] = field(default_factory=dict)
    links: dict[bytes, bytes] = field(default_factory=dict)
    # FIFOs that are there, with what is written into each; nothing writes where it is None.
    fifos: dict[str, bytes | None] = field(default_factory=dict)
    stdin: bytes = b""
    # Standard output is closed after so many bytes.
    closes_after: int | None = None
    statuses: tuple[int, ...] = (DONE, FINDINGS, FAILED)


class Inputs:
    """Cases, each drawn from the seed and its number alone: the same ones however many run at once."""

    def __init__(self, seed: int, corpus: pathlib.Path) -> None:
        self.seed = seed
        self.corpus = [path.read_bytes() for path in sorted(corpus.glob("*.json"))]
        # How often each kind is drawn. The huge ones are slow, and few.
        self.kinds: dict[Callable[[random.Random], Case], int] = {
            policy: 12, mutant: 16, folder: 6, page: 8, nested: 4, line: 4, findings: 3, bytes_only: 5, stdin: 6,
            fix: 8, fifo: 3, comparison: 6, template: 4, configuration: 6, wildcards: 4, closed: 3, words: 3, huge: 1,
        }

    def case(self, number: int) -> Case:
        dice = random.Random(f"{self.seed} {number}")
        # The makers draw policies through it.
        dice.corpus = self.corpus  # type: ignore[attr-defined]
        kinds = list(self.kinds)
        return dice.choices(kinds, [self.kinds[kind] for kind in kinds])[0](dice)


def drawn(dice: random.Random) -> bytes:
    return dice.choice(dice.corpus)  # type: ignore[attr-defined]


def small(dice: random.Random) -> bytes:
    """A policy that many of can be run."""
    return min((drawn(dice) for _ in range(3)), key=len)


def mutated(dice: random.Random, text: bytes) -> bytes:
    """The text with a few changes: bytes lost, doubled, put elsewhere, replaced, or words exchanged."""
    text = bytearray(text)
    for _ in range(dice.choice([1, 1, 2, 3, 8, 30])):
        at = dice.randrange(len(text) + 1)
        to = min(len(text), at + dice.choice([1, 1, 2, 8, 64]))
        match dice.randrange(7):
            case 0:
                del text[at:to]
            case 1:
                text[at:at] = text[at:to]
            case 2:
                text[at:at] = dice.choice([b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u", b"\n", b"//", b"\xff", b"\0"])
            case 3:
                text[at:to] = dice.randbytes(to - at)
            case 4:
                other = drawn(dice)
                start = dice.randrange(len(other))
                text[at:at] = other[start : start + dice.choice([10, 100, 1000])]
            case 5:
                words = [b"Statement", b"Effect", b"Allow", b"Action", b"Resource", b"arn:aws:", b"*", b'"', b"Version"]
                text = text.replace(dice.choice(words), dice.choice([*words, b"REGION", b"<name>", b"${x}", b"\xe2\x80\x9c"]), 1)
            case 6:
                text = text[:at]
    return bytes(text)


def options(dice: random.Random) -> list[str]:
    """Options of `check` that change what is reported, and no file."""
    words = ["--isolated", "--output-format", dice.choice(FORMATS)]
    if dice.random() < 0.2:
        words += ["--policy-type", dice.choice(TYPES)]
    if dice.random() < 0.2:
        words += ["--select", dice.choice(["correctness", "security", "style", "template", "pedantic", "unknown-action"])]
    if dice.random() < 0.2:
        words += ["--fail-on", dice.choice(["error", "warning", "advice", "never"])]
    if dice.random() < 0.2:
        words += ["--color", dice.choice(["always", "never"])]
    # Both ask for another report.
    if dice.random() < 0.1 and words[2] in ("full", "json"):
        words += ["--statistics"]
    elif dice.random() < 0.1:
        words += ["--diff"]
    return words


def check(kind: str, dice: random.Random, text: bytes, name: str = "policy.json", **more: object) -> Case:
    return Case(kind, ["check", *options(dice), name], {name.encode(): text}, **more)


def policy(dice: random.Random) -> Case:
    return check("policy", dice, drawn(dice), statuses=(DONE, FINDINGS))


def mutant(dice: random.Random) -> Case:
    return check("mutant", dice, mutated(dice, drawn(dice)))


def folder(dice: random.Random) -> Case:
    """A tree with all that a tree can have."""
    files: dict[bytes, bytes] = {}
    for number in range(dice.choice([5, 30, 120])):
        text = small(dice)
        if dice.random() < 0.3:
            text = mutated(dice, text)
        ending = dice.choice([b"json", b"json", b"json", b"md", b"txt"])
        above = dice.choice([b"", b"a/", b"a/b/", b".hidden/", b"node_modules/"])
        odd = dice.choice([b"", b"", b"", b"\xff", b"\n", b"\x1b[31m", b" ", "ä".encode(), "\u202e".encode()])
        files[above + b"%03d" % number + odd + b"." + ending] = text
    if dice.random() < 0.5:
        files[b".gitignore"] = b"a/b/\n*1*\n!011.json\n"
    links = {b"loop": b".", b"a/up": b"..", b"gone.json": b"nowhere.json", b"self.json": b"self.json"}
    files[b"a/here"] = b""
    arguments = ["check", *options(dice), "."]
    return Case("folder", arguments, files, links, {"pipe.json": None} if dice.random() < 0.5 else {})


def page(dice: random.Random) -> Case:
    """Documentation with policies in it, well formed or not."""
    parts = []
    for number in range(dice.randrange(1, 8)):
        text = small(dice).decode()
        if dice.random() < 0.3:
            text = mutated(dice, text.encode()).decode(errors="replace")
        fence = dice.choice(["```", "~~~~", "````"])
        lines = [f"{fence}{dice.choice(['json', '', 'JSON title=x', 'sh'])}", *text.splitlines(), dice.choice([fence, fence, ""])]
        before = dice.choice(["", "", "> ", "    ", "- ", "\t"])
        parts.append(f"# Step {number}\n\nUse this for REGION and `{number}`:\n\n" + "\n".join(before + line for line in lines))
        if dice.random() < 0.2:
            parts.append(f"<pre><code>{text.replace('<', '&lt;')}</code></pre>")
        if dice.random() < 0.2:
            parts.append(f"[source,json]\n----\n{text}\n----\n\n.. code-block:: json\n\n   {text}")
        if dice.random() < 0.1:
            parts.append("<!-- arnlint ignore broad-resource: known -->")
    text = "\n\n".join(parts).encode()
    if dice.random() < 0.2:
        text = mutated(dice, text)
    return check("page", dice, text, "page." + dice.choice(["md", "md", "md", "mdx", "adoc", "rst", "html"]))


def nested(dice: random.Random) -> Case:
    depth = dice.choice([100, 126, 127, 128, 129, 5_000, 100_000])
    opener, closer = dice.choice([(b"[", b"]"), (b'{"Statement":', b"}"), (b'{"Condition":[', b"]}"), (b"[{", b"")])
    text = b'{"Version": "2012-10-17", "Statement": ' + opener * depth + dice.choice([b"", b"1"]) + closer * dice.choice([depth, depth - 1, 0]) + b', "Effect": 1}'
    return check("nested", dice, text)


def line(dice: random.Random) -> Case:
    """Lines and strings of up to some megabytes."""
    size = dice.choice([10_000, 200_000, 1_000_000, 4_000_000])
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}
    match dice.randrange(4):
        case 0:
            statement["Action"] = "s3:" + dice.choice(["G", "*", "?", "é", "\u202e", "*a"]) * (size // 8)
        case 1:
            statement["Sid"] = dice.choice(["x", "\x1b[31m", "\n::error::", "<b>"]) * (size // 16)
        case 2:
            statement["Resource"] = [f"arn:aws:s3:::bucket-{number}/*" for number in range(size // 100)]
        case 3:
            statement["Condition"] = {"StringEquals": {f"aws:RequestTag/{number}": "x" * 50 for number in range(size // 400)}}
    return check("line", dice, json.dumps({"Version": "2012-10-17", "Statement": [statement]}).encode())


def findings(dice: random.Random) -> Case:
    count = dice.choice([200, 2_000, 5_000])
    actions = dice.choice([["kinesis: Get*", "kinesis :Put*"], ["s3:GetObjects"], ["ec2:RunInstancez", "zz:Top"], ["*"]])
    statements = [
        {"Sid": f"S{number}", "Effect": "Allow", "Action": actions, "Resource": f"arn:aws:kinesis:REGION:464622532012:stream/{number}"}
        for number in range(count // len(actions))
    ]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=dice.choice([None, 2]))
    return check("findings", dice, text.encode())


def bytes_only(dice: random.Random) -> Case:
    """What is no text, or another one than it seems."""
    text = drawn(dice)
    match dice.randrange(5):
        case 0:
            text = dice.randbytes(dice.choice([0, 1, 100, 100_000]))
        case 1:
            text = text.decode().encode(dice.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
        case 2:
            text = text.replace(b"a", dice.choice([b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\0"]), 3)
        case 3:
            text = b"\xef\xbb\xbf" * dice.choice([1, 2]) + text
        case 4:
            text = text.replace(b"\n", dice.choice([b"\r\n", b"\r", b"\x0b", b"\xe2\x80\xa8"]))
    return check("bytes", dice, text)


def stdin(dice: random.Random) -> Case:
    text = drawn(dice) if dice.random() < 0.5 else mutated(dice, drawn(dice))
    name = dice.choice(["policy.json", "a\nb.json", "page.md", "\x1b[31m.json", "-", ""])
    return Case("stdin", ["check", *options(dice), "--stdin-filename", name, "-"], stdin=text)


def fix(dice: random.Random) -> Case:
    """Repairs, whose files are compared as well."""
    files = {b"%d.json" % number: mutated(dice, small(dice)) for number in range(dice.randrange(1, 6))}
    files[b"page.md"] = b"Page\n\n```json\n" + small(dice).replace(b"s3:", b"s3: ") + b"\n```\n"
    mistakes = [b"kinesis: Get*", b"s3 :GetObject", b"sns:publish", b"ec2:RunInstances,", b"iam:Getuser "]
    statements = [{"Effect": "allow", "Action": dice.choice(mistakes).decode(), "Resource": "*"} for _ in range(dice.choice([1, 20, 300]))]
    files[b"many.json"] = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2).replace("]", ",]", 1).encode()
    words = ["check", *options(dice), "--fix"]
    words = [word for word in words if word != "--diff"]
    if dice.random() < 0.5:
        words.append("--unsafe-fixes")
    return Case("fix", [*words, "."], files)


def fifo(dice: random.Random) -> Case:
    """What a shell hands over for `<(command)`."""
    text = drawn(dice) if dice.random() < 0.7 else mutated(dice, drawn(dice))
    return Case("fifo", ["check", *options(dice), "pipe.json"], fifos={"pipe.json": text})


def comparison(dice: random.Random) -> Case:
    old = small(dice)
    new = small(dice) if dice.random() < 0.4 else old.replace(b"Get", b"Put", 2)
    if dice.random() < 0.2:
        new = mutated(dice, new)
    words = ["compare", "--output-format", dice.choice(["full", "json"]), "old.json", "new.json"]
    return Case("comparison", words + (["--both"] if dice.random() < 0.5 else []), {b"old.json": old, b"new.json": new})


def template(dice: random.Random) -> Case:
    text = small(dice).replace(b"464622532012", b"ACCOUNT-ID").replace(b"eu-west-1", b"<region>").decode()
    document = f"# Access\n\nReplace ACCOUNT-ID with the account and `<region>` with a region.\n\n```json\n{text}\n```\n"
    files = {b"page.md": document.encode(), b"policy.json": mutated(dice, small(dice)) if dice.random() < 0.5 else text.encode()}
    words = dice.choice([
        ["template", "show", "page.md"],
        ["template", "fill", "page.md", "--set", "ACCOUNT-ID=464622532012", "--set", "<region>=eu-west-1"],
        ["check", "--isolated", "--output-format", dice.choice(FORMATS), "--template", "page.md", "policy.json"],
        ["check", "--isolated", "--ceiling", "page.md", "policy.json"],
        ["check", "--isolated", "--forbid-action", "iam:*", "--forbid-resource", "*", "policy.json"],
    ])
    return Case("template", words, files)


def configuration(dice: random.Random) -> Case:
    lines = [
        'fail-on = "error"', 'fail-on = 7', "pedantic = true", 'exclude = ["*.json", "[", "**/**/**/*"]', 'select = ["security"]',
        "[rules]\nbroad-resource = \"advice\"\nnone-such = \"off\"", '[[ignore]]\nrule = "broad-action"\nreason = ""',
        '[[policy-type]]\npaths = ["*"]\ntype = "scp"', "baseline = \"policy.json\"", "x" * 10_000, "[[[", 'known-services = ["zz"]',
        "a = " + "[" * 500, 'baseline = "/dev/null"', "exclude = " + json.dumps(["*a" * 200 + "b"]),
    ]
    text = "\n".join(dice.sample(lines, dice.randrange(1, 5)))
    words = dice.choice([["check", "."], ["config"], ["check", "--output-format", "json", "policy.json"]])
    return Case("configuration", words, {b"arnlint.toml": text.encode(), b"policy.json": small(dice)})


def wildcards(dice: random.Random) -> Case:
    """Patterns that a naive matcher, or a search over requests, is slow at."""
    count = dice.choice([5, 50, 500, 5_000])
    pattern = dice.choice(["*a", "?*", "*?a", "a*"]) * count
    actions = [f"s3:{pattern}", f"*:{pattern}b", *(f"s3:*{letter}*{other}*" for letter in "abcdef" for other in "ghijkl")]
    statements = [
        {"Effect": dice.choice(["Allow", "Deny"]), dice.choice(["Action", "NotAction"]): dice.sample(actions, dice.randrange(1, 12)),
         dice.choice(["Resource", "NotResource"]): [f"arn:aws:s3:::{pattern}", f"arn:aws:s3:::{pattern}b/*"],
         "Condition": {"StringLike": {"aws:PrincipalArn": [pattern, pattern + "c"]}, "ArnNotLike": {"aws:SourceArn": f"arn:aws:s3:::{pattern}"}}}
        for _ in range(dice.choice([1, 4, 40]))
    ]
    return check("wildcards", dice, json.dumps({"Version": "2012-10-17", "Statement": statements}).encode())


def closed(dice: random.Random) -> Case:
    """A reader that goes away, as `head` does."""
    case = findings(dice)
    case.kind, case.closes_after = "closed", dice.choice([0, 100, 70_000])
    return case


def words(dice: random.Random) -> Case:
    """Command lines, right and wrong."""
    return Case("words", dice.choice([
        ["rules"], ["rules", "--output-format", "json"], ["explain", "broad-action"], ["explain", "broad-axion"], ["schema"],
        ["completions", "bash"], ["man"], ["check", "nowhere.json"], ["check", "--output-format", "xml"], ["--version"],
        ["check", "--select", "none-such", "."], ["check", "--config", "nowhere.toml", "."], ["check", "/dev/null"], ["--help"],
        ["check", "--baseline", "nowhere.json", "."], ["template", "show", "nowhere.md"], ["compare", "a.json"],
    ]))


def huge(dice: random.Random) -> Case:
    """Tens of megabytes."""
    count = dice.choice([500_000, 1_000_000])
    match dice.randrange(4):
        case 0:
            text = b'{"Version": "2012-10-17", "Statement": [' + b"1," * count + b"1]}"
        case 1:
            text = b'{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get' + b"x" * (30 * count) + b'"}}'
        case 2:
            text = b"[" + b",".join(drawn(dice) for _ in range(8_000)) + b"]"
        case 3:
            text = b"# Page\n\n" + b"".join(b"```json\n" + small(dice) + b"```\n\n" for _ in range(4_000))
            return Case("huge", ["check", "--isolated", "--output-format", dice.choice(FORMATS), "page.md"], {b"page.md": text})
    return Case("huge", ["check", "--isolated", "--output-format", dice.choice(FORMATS), "policy.json"], {b"policy.json": text})


def lay_out(case: Case, folder: pathlib.Path) -> None:
    """Writes the files of a case into an empty folder."""
    root = os.fsencode(folder)
    for name, text in case.files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text)
    for name, target in case.links.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
    for name in case.fifos:
        os.mkfifo(folder / name)
