"""The inputs of `compare.py`: policies, and the forms that the tools want them in."""

from __future__ import annotations

import json
import pathlib
import random
import re
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "data" / "reference"

# The services that half of the statements are about.
COMMON = ["dynamodb", "ec2", "iam", "kms", "lambda", "logs", "s3", "sns", "sqs", "ssm"]

VALUES = {"Partition": "aws", "Region": "eu-west-1", "Account": "464622532012", "AccountId": "464622532012"}

Policy = dict[str, Any]


def _words(field: str) -> list[str]:
    return [] if field == "-" else field.split(" ")


class Service:
    """A file of the reference: which actions take which resources."""

    def __init__(self, path: pathlib.Path) -> None:
        self.prefix = path.stem
        self.formats: dict[str, list[str]] = {}
        self.actions: dict[str, list[str]] = {}
        self.levels: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.keys_of_actions: dict[str, set[str]] = {}
        self.keys_of_resources: dict[str, list[str]] = {}
        action = ""
        for line in path.read_text().splitlines():
            kind, *fields = line.split("\t")
            if kind == "resource":
                self.formats.setdefault(fields[0], []).append(fields[1])
                self.keys_of_resources[fields[0]] = _words(fields[2])
            elif kind == "key":
                self.keys[fields[0]] = fields[1]
            elif kind == "action":
                action = fields[0]
                self.actions[action] = []
                self.levels[action] = fields[1]
                self.keys_of_actions[action] = set(_words(fields[2]))
            elif kind.strip() == "on":
                self.actions[action].append(fields[0].rstrip("*"))
                self.keys_of_actions[action].update(_words(fields[1]))

    def actions_on(self, resource: str) -> list[str]:
        """The actions that take this type of resource and no other."""
        return [name for name, types in self.actions.items() if types == [resource]]


def services() -> list[Service]:
    return [Service(path) for path in sorted(REFERENCE.glob("*.tsv"))]


def _value(name: str, dice: random.Random) -> str:
    return VALUES.get(name) or f"team-{dice.randint(1, 99)}"


def _statement(service: Service, dice: random.Random) -> Policy | None:
    """An Allow of actions of one service on what they take; nothing where the service has no such."""
    usable = [
        (resource, actions)
        for resource in service.formats
        if (actions := service.actions_on(resource)) and service.formats[resource][0].startswith("arn:")
    ]
    if not usable:
        return None
    resource, actions = dice.choice(usable)
    chosen = sorted(dice.sample(actions, min(len(actions), dice.randint(1, 12))))
    filled = [
        re.sub(r"\$\{\w*?(Partition|Region|Account|AccountId|\w)\}", lambda hole: _value(hole[1], dice), format)
        for format in service.formats[resource][:1] * dice.randint(1, 3)
    ]
    statement: Policy = {
        "Effect": "Allow",
        "Action": [f"{service.prefix}:{name}" for name in chosen],
        "Resource": sorted(set(filled)),
    }
    slip = dice.random()
    if slip < 0.05:
        statement["Resource"] = ["*"]
    elif slip < 0.1:
        statement["Action"][0] += "s"
    if dice.random() < 0.2:
        statement["Condition"] = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    return statement


def generated(count: int) -> list[Policy]:
    """Policies of one to twelve statements, the same in every run. The actions exist, and take the
    resources that they stand beside, but for one statement in ten."""
    dice = random.Random(20261125)
    known = services()
    common = [service for service in known if service.prefix in COMMON]
    policies = []
    while len(policies) < count:
        wanted = min(12, 1 + int(dice.expovariate(0.4)))
        drawn = [_statement(dice.choice(common if dice.random() < 0.5 else known), dice) for _ in range(wanted)]
        statements = [statement for statement in drawn if statement]
        if statements:
            for number, statement in enumerate(statements, 1):
                statement["Sid"] = f"Statement{number}"
            policies.append({"Version": "2012-10-17", "Statement": statements})
    return policies


def managed(package: pathlib.Path) -> list[Policy]:
    """The policies that AWS manages, as the package moto has them."""
    module = (package / "moto" / "iam" / "aws_managed_policies.py").read_text()
    policies = json.loads(module.split('"""')[1])
    return [policy["Document"] for _, policy in sorted(policies.items())]


def template(policy: Policy) -> Policy:
    """A CloudFormation template that holds a policy."""
    properties = {"PolicyDocument": policy}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}},
    }


def account(policies: list[Policy]) -> Policy:
    """What `aws iam get-account-authorization-details` would say of an account with these policies."""
    details = []
    for number, policy in enumerate(policies):
        name = f"policy{number:04}"
        version = {"VersionId": "v1", "IsDefaultVersion": True, "CreateDate": "2026-11-25T00:00:00+00:00"}
        details.append(
            {
                "PolicyName": name,
                "PolicyId": f"ANPA{number:016}",
                "Arn": f"arn:aws:iam::464622532012:policy/{name}",
                "Path": "/",
                "DefaultVersionId": "v1",
                "AttachmentCount": 1,
                "PermissionsBoundaryUsageCount": 0,
                "IsAttachable": True,
                "CreateDate": "2026-11-25T00:00:00+00:00",
                "UpdateDate": "2026-11-25T00:00:00+00:00",
                "PolicyVersionList": [{"Document": policy, **version}],
            }
        )
    return {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": details}


def write(folder: pathlib.Path, policies: list[Policy]) -> None:
    """One file each, as policies, and as templates beside them."""
    for name in ["policies", "templates"]:
        (folder / name).mkdir(parents=True)
    for number, policy in enumerate(policies):
        name = f"{number:04}.json"
        (folder / "policies" / name).write_text(json.dumps(policy, indent=2) + "\n")
        (folder / "templates" / name).write_text(json.dumps(template(policy), indent=2) + "\n")
    (folder / "account.json").write_text(json.dumps(account(policies)))


def write_services(folder: pathlib.Path) -> None:
    """The reference in the form in which iam-policy-validator keeps what it fetches from AWS."""
    folder.mkdir(parents=True)
    names = []
    for service in services():
        known = {name for types in service.actions.values() for name in types} & set(service.formats)
        properties = {
            action: {
                "IsList": level == "list",
                "IsPermissionManagement": level == "permissions",
                "IsTaggingOnly": level == "tagging",
                "IsWrite": level in ("write", "tagging", "permissions"),
            }
            for action, level in service.levels.items()
        }
        described = {
            "Name": service.prefix,
            "Actions": [
                {
                    "Name": action,
                    "ActionConditionKeys": sorted(service.keys_of_actions[action]),
                    "Resources": [{"Name": name} for name in types if name in known],
                    "Annotations": {"Properties": properties[action]},
                }
                for action, types in service.actions.items()
            ],
            "Resources": [
                {"Name": name, "ARNFormats": formats, "ConditionKeys": service.keys_of_resources[name]}
                for name, formats in service.formats.items()
            ],
            "ConditionKeys": [{"Name": key, "Types": [kind]} for key, kind in service.keys.items()],
            "Version": "v1.4",
        }
        (folder / f"{service.prefix}.json").write_text(json.dumps(described))
        names.append({"service": service.prefix, "url": f"https://example.com/{service.prefix}.json"})
    (folder / "_services.json").write_text(json.dumps(names))
