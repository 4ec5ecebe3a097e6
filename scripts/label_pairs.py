#!/usr/bin/env python3
"""Draws pairs of small policies, and has an SMT solver say whether NEW allows what OLD does not.

    pip install z3-solver && python3 scripts/label_pairs.py

writes `fixtures/pairs.jsonl`, which `tests/pairs.rs` holds the engine against. The fixture was made
with this script and z3-solver 5.4.1; nothing else needs z3.

What a policy means is written down here once more, as formulas over one unknown request, and shares
nothing with the engine. What that takes for granted is taken for granted here too: keys are
independent of each other and of who asks, each may come with any action, numbers are reals, and a
wildcard of `Resource` stands for any text.
"""

from __future__ import annotations

import copy
import functools
import ipaddress
import itertools
import json
import pathlib
import random
import re
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from fractions import Fraction
from typing import Any, NamedTuple

import z3

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURE = ROOT / "fixtures" / "pairs.jsonl"
PAIRS = 3_000
SEED = 20_260_101
# What a question may cost z3, in its own unit: by a clock, answers would differ between machines.
RESOURCE_LIMIT = 10_000_000
MOST_STATEMENTS = 3
MOST_CONDITIONS = 2
# No pair needs more values of a key: one for each condition of two statements, and one for each other.
SLOTS = 2 * MOST_CONDITIONS + 2 * MOST_STATEMENTS - 2

# --- What is drawn from


class Key(NamedTuple):
    """A condition key: how its values are compared, and with what."""

    sort: str
    operators: list[str]
    values: list[str]
    multivalued: bool = False


STRING = ["String" + way for way in "Equals NotEquals Like NotLike EqualsIgnoreCase NotEqualsIgnoreCase".split()]
ARN = "ArnEquals ArnNotEquals ArnLike ArnNotLike ArnEquals ArnNotLike StringEquals StringLike StringNotLike".split()
NUMERIC = ["Numeric" + way for way in "Equals NotEquals LessThan LessThanEquals GreaterThan GreaterThanEquals".split()]
DATE = [operator.replace("Numeric", "Date") for operator in NUMERIC]
TRUTHS = ["true", "false"]
SOURCES = """arn:aws:sqs:eu-west-1:464622532012:jobs arn:aws:sqs:*:464622532012:jobs arn:aws:sqs:*:464622532012:*
    arn:aws:sqs:eu-*-1:46462253201?:j* arn:*:sqs:*:*:* arn:aws:*:*:464622532012:*:jobs arn:aws:*:*:464622532012:*
    arn:aws:s3:::* arn:aws:s3:::logs arn:aws:s3:::logs*""".split()
DATES = """2026-01-01T00:00:00Z 2026-01-01 2026-01-01T02:00:00+02:00 1767225600 2025-12-31T19:00:00-05:00
    2026-01-01T00:00:00.5Z 2026-02-28T23:59Z 2026-03-01T00:00:00Z 2024-02-29T12:00:00Z""".split()
ADDRESSES = """10.0.0.0/8 10.0.0.0/24 10.0.0.77/24 10.0.1.0/24 10.0.0.0/23 10.0.0.7 10.0.0.6/31 52.94.0.0/16 0.0.0.0/0
    0.0.0.0/1 128.0.0.0/1 ::/0 2600:1f18::/32 2600:1F18:0:0::/33 2600:1f18:8000::/33 2600:1f18::7 ::a00:7""".split()
KEYS = {
    "aws:PrincipalTag/team": Key("text", STRING, "red Red blue red-a re* *d r?d *-a ?* *e* *".split()),
    "aws:userid": Key("text", STRING, "AROAJ4QW:kim AROAJ4QW:* *:kim AROA*:ki? aroaj4qw:KIM AIDAR2PX".split()),
    "aws:TagKeys": Key("text", STRING, "team Team env cost te* e?v *t* *".split(), multivalued=True),
    "aws:SourceArn": Key("text", ARN, SOURCES),
    "s3:max-keys": Key("number", NUMERIC, "-1 0 1 2 2.5 10 10.0 100".split()),
    "aws:CurrentTime": Key("number", DATE, DATES),
    "aws:EpochTime": Key("number", NUMERIC + DATE, "1767225600 1767225601 1772323200 1767225600.25".split()),
    "aws:SourceIp": Key("address", ["IpAddress", "NotIpAddress"], ADDRESSES),
    "aws:SecureTransport": Key("truth", ["Bool"], TRUTHS),
}
ACTIONS = """s3:GetObject s3:PutObject s3:DeleteObject s3:Get* s3:*Object s3:?utObject S3:getobject s3:* s3:*Object*
    s3:GetObject?* sqs:SendMessage sqs:*""".split()
RESOURCES = """* *.gz arn:aws:s3:::* arn:aws:s3:::log* arn:aws:s3:::l?g/* arn:aws:s3:::log/* arn:aws:s3:::log/a*
    arn:aws:s3:::log/A* arn:aws:s3:::log/a.gz arn:aws:s3:::log/*.gz arn:aws:s3:::log/?.gz arn:aws:s3:::*/a.gz
    arn:aws:s3:::log/*/* arn:aws:s3:::log/??* arn:*:s3:::log/a*""".split()
AWS = """* 464622532012 735801264419 arn:aws:iam::464622532012:root arn:aws:iam::464622532012:user/example
    arn:aws:iam::464622532012:role/deploy arn:aws:iam::464622532012:role/ci/deploy arn:aws:iam::735801264419:role/deploy
    arn:aws:sts::464622532012:assumed-role/deploy/a arn:aws:sts::464622532012:assumed-role/deploy/example""".split()
KINDS = dict.fromkeys(AWS, "AWS") | {"ec2.amazonaws.com": "Service"}
KINDS["9f27c1d86e0b4a5f93d1c7e82b60a4f5d8137c9ae4b2f06d51e8c3a7940bd26f"] = "CanonicalUser"


class Draft(NamedTuple):
    """A statement before it is written down: the entries of its elements, and its conditions."""

    effect: str
    elements: dict[str, list[str]]
    conditions: list[tuple[str, str, list[str]]]


class Draw:
    """Draws one pair: most often a policy, and a copy of it that is changed in one place or two."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        # Few may allow actions of all services: they take the engine longest.
        self.is_wide = self.chance(4)
        # Without the version of today, a variable is but text.
        self.is_old = self.chance(12)
        self.elements = {"Principal": list(KINDS)} if self.chance(33) else {}
        self.elements["Action"] = ACTIONS + ["*", "*:Get*"] * self.is_wide
        self.elements["Resource"] = RESOURCES + ["arn:aws:s3:::${aws:username}/*"] * 5 * self.is_old
        # Conditions of one pair are on two keys, so that they meet. These have the most to get wrong.
        self.keys = rng.choices([*KEYS, "aws:TagKeys", "aws:TagKeys", "aws:SourceIp"], k=2)

    def chance(self, percent: int) -> bool:
        return self.rng.random() * 100 < percent

    def some(self, values: list[str]) -> list[str]:
        return list(dict.fromkeys(self.rng.choices(values, k=self.rng.choice((1, 1, 1, 1, 2)))))

    def pair(self) -> list[dict[str, Any]]:
        effects = self.rng.choice(("A", "A", "A", "A", "AA", "AD", "AD"))
        sides = [[self.statement(effect) for effect in effects] for _ in range(2)]
        if self.chance(85):
            sides[1] = copy.deepcopy(sides[0])
            for _ in range(self.rng.choice((1, 1, 2))):
                self.change(sides[1])
        self.rng.shuffle(sides)
        versions = [{}, {"Version": "2008-10-17"}] if self.is_old else [{"Version": "2012-10-17"}]
        texts = [self.rng.choice(versions) | {"Statement": self.spell(list(map(self.written, side)))} for side in sides]
        return texts if texts[0] != texts[1] else self.pair()

    def statement(self, effect: str) -> Draft:
        elements = {name: self.some(entries) for name, entries in self.elements.items()}
        keys = self.rng.choices(self.keys, k=self.rng.choice((0, 0, 1, 1, MOST_CONDITIONS)))
        statement = Draft("Allow" if effect == "A" else "Deny", elements, list(map(self.condition, keys)))
        if self.chance(25):
            self.negate(statement)
        return statement

    def condition(self, key: str) -> tuple[str, str, list[str]]:
        _, operators, values, multivalued = KEYS[key]
        if self.chance(12):
            return "Null", key, self.some(TRUTHS)
        if self.is_old and operators is STRING:
            values = values + ["${aws:username}*"] * 3
        # A key with several values means nothing without one of them, nor `IfExists` with the second.
        group = self.rng.choice(("ForAllValues:", "ForAnyValue:")) if multivalued or self.chance(12) else ""
        if_exists = "IfExists" if group != "ForAnyValue:" and self.chance(20) else ""
        return group + self.rng.choice(operators) + if_exists, key, self.some(values)

    def change(self, statements: list[Draft]) -> None:
        one = self.rng.choice(statements)
        ways = [self.change_entries, self.change_text, self.change_condition, self.negate]
        match self.rng.randrange(10):
            case 0 if len(one.conditions) < MOST_CONDITIONS:
                one.conditions.append(self.condition(self.rng.choice(self.keys)))
            case 1 if one.conditions:
                del one.conditions[0]
            case 2 if len(statements) > 1:
                del statements[1]
            case 3 if len(statements) < MOST_STATEMENTS:
                twin = copy.deepcopy(one)._replace(effect="Deny" if self.chance(60) else "Allow")
                self.rng.choice(ways)(twin)
                statements.append(twin)
            case _:
                self.rng.choices(ways, (4, 2, 5, 1))[0](one)

    def change_entries(self, statement: Draft) -> None:
        name, entries = self.rng.choice(list(statement.elements.items()))
        if len(entries) == 1 or self.chance(60):
            others = self.elements[name.removeprefix("Not")]
            entries.append(self.rng.choice([entry for entry in others if entry not in entries]))
        if len(entries) > 1 and self.chance(70):
            del entries[0]

    def change_text(self, statement: Draft) -> None:
        """Puts a wildcard in the place of one character of a resource, or of all from there on."""
        entries = statement.elements.get("Resource") or statement.elements["NotResource"]
        cut = self.rng.randrange(len(entries[0]))
        rest = entries[0][cut + 1 :]
        entries[0] = entries[0][:cut] + self.rng.choice(("*", "?" + rest, "*" + rest))

    def change_condition(self, statement: Draft) -> None:
        """Puts or takes away `IfExists`, or draws the operator or the values anew."""
        for known, key, values in statement.conditions[:1]:
            operator, _, others = self.condition(key)
            if "Null" not in (known, operator):
                toggled = known.removesuffix("IfExists") if known.endswith("IfExists") else known + "IfExists"
                ways = [(operator, values), (known, others), (known if "ForAny" in known else toggled, values)]
                operator, others = self.rng.choice(ways)
            statement.conditions[0] = (operator, key, others)

    def negate(self, statement: Draft) -> None:
        is_narrow = statement.effect == "Allow" and not self.is_wide
        name = self.rng.choice([name for name in statement.elements if name != "Action" or not is_narrow])
        statement.elements[name.removeprefix("Not") if "Not" in name else "Not" + name] = statement.elements.pop(name)

    def written(self, statement: Draft) -> dict[str, Any]:
        """The statement as a policy has it, with a list wherever there may be one."""
        text: dict[str, Any] = {"Effect": statement.effect, **statement.elements}
        for name in text.keys() & {"Principal", "NotPrincipal"}:
            entries = sorted(text[name], key=KINDS.__getitem__)
            text[name] = {kind: list(of) for kind, of in itertools.groupby(entries, KINDS.get)}
            if entries == ["*"] and self.chance(50):
                text[name] = "*"
        for operator, key, values in statement.conditions:
            text.setdefault("Condition", {}).setdefault(operator, {})[key.lower() if self.chance(5) else key] = values
        return text

    def spell(self, value: Any) -> Any:
        """The same, but for half of the single values no list, and for some a literal of JSON."""
        if isinstance(value, dict):
            return {name: self.spell(held) for name, held in value.items()}
        if isinstance(value, list):
            spelt = [self.spell(held) for held in value]
            return spelt[0] if len(spelt) == 1 and self.chance(50) else spelt
        return json.loads(value) if re.fullmatch(r"true|false|-?\d{1,3}", value) and self.chance(30) else value


# --- What a policy means

SORTS = {"text": z3.StringSort(), "number": z3.RealSort(), "address": z3.BitVecSort(129), "truth": z3.BoolSort()}
ALL_ACTIONS = frozenset(
    f"{path.stem}:{name}"
    for path in ROOT.glob("data/reference/*.tsv")
    for name in re.findall(r"^action\t([^\t\n]+)", path.read_text(), re.MULTILINE)
)
RESOURCE = z3.String("resource")
# Who asks: what it is, its account if it has one, its name, and that of a session of a role.
KIND, ACCOUNT, NAME, SESSION = (z3.String(part) for part in ("kind", "account", "name", "session"))
ONE = z3.AllChar(z3.ReSort(z3.StringSort()))
NO_COLON = z3.Diff(ONE, z3.Re(":"))


def sequence(parts: Iterable[z3.ReRef]) -> z3.ReRef:
    return functools.reduce(z3.Concat, parts, z3.Re(""))


def glob(text: str, one: z3.ReRef = ONE) -> z3.ReRef:
    """The texts that a pattern matches, where wildcards stand for characters of `one`."""
    wild = {"*": z3.Star(one), "?": one}
    return sequence(wild[part] if part in wild else z3.Re(part) for part in re.split(r"([*?])", text))


def arn(text: str) -> z3.ReRef:
    """Wildcards stay inside each of the first five fields; the sixth is all that is left."""
    *fields, last = text.split(":", 5)
    return sequence([*(sequence([glob(field, NO_COLON), z3.Re(":")]) for field in fields), glob(last)])


def folded(text: str) -> z3.ReRef:
    return sequence(z3.Union(z3.Re(c.lower()), z3.Re(c.upper())) for c in text)


def number(text: str) -> z3.RatNumRef:
    """A number, or the seconds between 1970 and a date."""
    if not re.fullmatch(r"-?[\d.]+", text):
        moment = datetime.fromisoformat(text)
        text = str(moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp())
    return z3.Q(*Fraction(text).as_integer_ratio())


def in_range(value: z3.BitVecRef, text: str) -> z3.BoolRef:
    """The highest of 129 bits tells IPv6 from IPv4, whose addresses are the lowest 32."""
    network = ipaddress.ip_network(text, strict=False)
    free = network.max_prefixlen - network.prefixlen
    shared = 1 << 128 | (1 << network.max_prefixlen) - (1 << free)
    return value & shared == (network.version == 6) << 128 | int(network.network_address)


TEXTS = {"StringEquals": z3.Re, "StringEqualsIgnoreCase": folded, "StringLike": glob, "ArnEquals": arn, "ArnLike": arn}
TESTS = {
    "Bool": lambda value, text: value == (text == "true"),
    "IpAddress": in_range,
    "Equals": lambda value, text: value == number(text),
    "LessThan": lambda value, text: value < number(text),
    "LessThanEquals": lambda value, text: value <= number(text),
    "GreaterThan": lambda value, text: value > number(text),
    "GreaterThanEquals": lambda value, text: value >= number(text),
}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def signed(sign: bool, formula: z3.BoolRef) -> z3.BoolRef:
    return formula if sign else z3.Not(formula)


def fits(comparison: str, value: z3.ExprRef, texts: list[str]) -> z3.BoolRef:
    """Whether one value fits one of the texts, or with a negated comparison none of them."""
    plain = comparison.replace("Not", "")
    if plain in TEXTS:
        fit = z3.InRe(value, functools.reduce(z3.Union, map(TEXTS[plain], texts)))
    else:
        fit = z3.Or([TESTS[re.sub("Numeric|Date", "", plain)](value, text) for text in texts])
    return signed(plain == comparison, fit)


def meets(operator: str, name: str, written: Any) -> z3.BoolRef:
    texts = [text if isinstance(text, str) else json.dumps(text) for text in as_list(written)]
    key = next(key for known, key in KEYS.items() if known.lower() == name.lower())
    slots = [f"{name.lower()} {slot}" for slot in range(SLOTS if key.multivalued else 1)]
    has = [z3.Bool(f"has {slot}") for slot in slots]
    present = z3.Or(has)
    if operator == "Null":
        return z3.Or([signed(text == "false", present) for text in texts])
    group, _, comparison = operator.rpartition(":")
    if_exists, comparison = comparison.endswith("IfExists"), comparison.removesuffix("IfExists")
    fit = [fits(comparison, z3.Const(slot, SORTS[key.sort]), texts) for slot in slots]
    some = z3.Or([z3.And(*pair) for pair in zip(has, fit)])
    if group == "ForAllValues":
        return z3.And([z3.Implies(*pair) for pair in zip(has, fit)])
    # A negated comparison holds where there is nothing to compare with, and so does `IfExists`.
    return z3.Implies(present, some) if if_exists or not group and "Not" in comparison else some


def is_caller(kind: str, entry: str) -> z3.BoolRef:
    """Whether an entry of `Principal` covers who asks: an account its own, and a role its sessions."""
    if entry == "*":
        return z3.BoolVal(True)
    if kind != "AWS":
        return z3.And(KIND == kind, NAME == entry)
    *_, account, path = entry.split(":") if ":" in entry else (entry, "root")
    match path.split("/"):
        case ["root"]:
            one = z3.Or([KIND == of for of in ("root", "user", "role", "assumed-role")])
        case ["assumed-role", role, session]:
            one = z3.And(KIND == "assumed-role", NAME == role, SESSION == session)
        case [of, *names]:
            sessions = z3.And(of == "role", KIND == "assumed-role", NAME == names[-1])
            one = z3.Or(z3.And(KIND == of, NAME == "/".join(names)), sessions)
    return z3.And(ACCOUNT == account, one)


def applies(statement: dict[str, Any]) -> z3.BoolRef:
    """Whether a statement applies to the request, whose action is one of its own."""
    parts = []
    for name, held in statement.items():
        if name in ("Resource", "NotResource"):
            pattern = functools.reduce(z3.Union, map(glob, as_list(held)))
            parts.append(signed(name == "Resource", z3.InRe(RESOURCE, pattern)))
        elif name in ("Principal", "NotPrincipal"):
            kinds = {"AWS": "*"} if held == "*" else held
            covered = [is_caller(kind, entry) for kind, entries in kinds.items() for entry in as_list(entries)]
            parts.append(signed(name == "Principal", z3.Or(covered)))
        elif name == "Condition":
            parts += [meets(operator, key, written) for operator, of in held.items() for key, written in of.items()]
    return z3.And(parts)


@functools.cache
def matching_actions(pattern: str) -> frozenset[str]:
    regex = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE)
    return frozenset(filter(regex.fullmatch, ALL_ACTIONS))


def actions_of(statement: dict[str, Any]) -> frozenset[str]:
    matched = frozenset().union(*map(matching_actions, as_list(statement.get("Action") or statement["NotAction"])))
    return matched if "Action" in statement else ALL_ACTIONS - matched


def has_new_access(old: dict[str, Any], new: dict[str, Any]) -> bool | None:
    """Whether NEW allows some request that OLD does not; nothing where the solver gives up."""
    statements = [(side, one) for side, policy in enumerate((new, old)) for one in as_list(policy["Statement"])]
    actions = [actions_of(one) for _, one in statements]
    formulas = [(side, one["Effect"], applies(one)) for side, one in statements]
    # Actions that the same statements are about are one question.
    questions = []
    for about in sorted({tuple(action in some for some in actions) for action in ALL_ACTIONS}):
        here = list(itertools.compress(formulas, about))
        new_allow, new_deny, old_allow, old_deny = (
            z3.Or([formula for *of, formula in here if of == [side, effect]])
            for side, effect in itertools.product((0, 1), ("Allow", "Deny"))
        )
        questions.append(z3.And(new_allow, z3.Not(new_deny), z3.Or(z3.Not(old_allow), old_deny)))
    solver = z3.Solver()
    solver.set("rlimit", RESOURCE_LIMIT)
    solver.add(z3.Or(questions))
    return None if (answer := solver.check()) == z3.unknown else answer == z3.sat


def main() -> None:
    rng = random.Random(SEED)
    lines: dict[str, bool] = {}
    unknown = 0
    while len(lines) < PAIRS:
        old, new = Draw(rng).pair()
        if (granted := has_new_access(old, new)) is None:
            unknown += 1
        else:
            lines[json.dumps({"granted": granted, "old": old, "new": new}, separators=(",", ":"))] = granted
    FIXTURE.write_text("".join(f"{line}\n" for line in lines))
    print(f"{len(lines)} pairs, {sum(lines.values())} granted; {unknown} more were given up", file=sys.stderr)


if __name__ == "__main__":
    main()
