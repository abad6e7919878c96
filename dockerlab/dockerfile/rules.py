"""The rules of ``docker build --check``, as records, and the directive that chooses among them.

Reference: https://docs.docker.com/reference/build-checks/
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockerlab.dockerfile.wording import quote

__all__ = ["RULES", "Options", "Rule", "check_directive", "parse_options"]


@dataclass(frozen=True)
class Rule:
    """One build check.

    Attributes:
        name: what ``# check=skip=…`` calls it.
        description: why it exists.
        experimental: it is off unless ``# check=experimental=…`` asks for it.
    """

    name: str
    description: str
    experimental: bool = False

    @property
    def url(self) -> str:
        """Where Docker explains it.

        >>> RULES["JSONArgsRecommended"].url
        'https://docs.docker.com/go/dockerfile/rule/json-args-recommended/'
        """
        slug = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", self.name).lower()
        return f"https://docs.docker.com/go/dockerfile/rule/{slug}/"


RULES = {
    rule.name: rule
    for rule in (
        Rule("StageNameCasing", "Stage names should be in lower case: Docker lowers them."),
        Rule("FromAsCasing", "FROM and AS should be written in the same case."),
        Rule("NoEmptyContinuation", "An empty line inside a continued instruction will become an error."),
        Rule("ConsistentInstructionCasing", "All keywords should be in the same case."),
        Rule("DuplicateStageName", "Two stages with one name: later lines can reach only one of them."),
        Rule("ReservedStageName", "scratch and context mean something else."),
        Rule("JSONArgsRecommended", "The shell form puts a shell before the program, which then gets no signals."),
        Rule("MaintainerDeprecated", "MAINTAINER is deprecated: a label says it better."),
        Rule("UndefinedArgInFrom", "FROM uses an ARG that is not declared above it."),
        Rule("WorkdirRelativePath", "A relative path depends on the base image's WORKDIR, which may change."),
        Rule("UndefinedVar", "A variable that no ENV or ARG defines is empty."),
        Rule("MultipleInstructionsDisallowed", "Of several CMD, ENTRYPOINT or HEALTHCHECK only the last counts."),
        Rule("LegacyKeyValueFormat", "name=value says the same without doubt about blanks."),
        Rule("RedundantTargetPlatform", "The target platform is FROM's default."),
        Rule("SecretsUsedInArgOrEnv", "ARG and ENV stay readable in the image: use a secret mount."),
        Rule("InvalidDefaultArgInFrom", "With the defaults alone, FROM has no valid image name."),
        Rule("FromPlatformFlagConstDisallowed", "A constant platform makes the image fit only that one."),
        Rule("CopyIgnoredFile", "The source is excluded by .dockerignore.", experimental=True),
        Rule("InvalidDefinitionDescription", "A comment right above should describe it by name.", experimental=True),
        Rule("ExposeProtoCasing", "The protocol should be in lower case."),
        Rule("ExposeInvalidFormat", "EXPOSE documents the container's port; docker run -p maps it."),
    )
}


@dataclass(frozen=True)
class Options:
    """What ``# check=…`` asks for; the names ``all`` stand for every rule."""

    skip: frozenset[str] = frozenset()
    experimental: frozenset[str] = frozenset()
    error: bool = False

    def wants(self, rule: Rule) -> bool:
        """Tell whether the rule is on."""
        if rule.experimental:
            return bool({rule.name, "all"} & self.experimental)
        return not {rule.name, "all"} & self.skip


def check_directive(text: str) -> str | None:
    """Return the value of ``# check=…``, None if there is none.

    It may also stand below a first line ``#!…``, where no other directive may.

    >>> check_directive("# check=skip=JSONArgsRecommended\\nFROM alpine\\n")
    'skip=JSONArgsRecommended'
    """
    text = text.removeprefix("\ufeff")
    if text.startswith("#!"):
        text = text.partition("\n")[2]
    for line in text.split("\n"):
        name, equals, value = line.strip().partition("=")
        key = name.removeprefix("#").strip().lower()
        if not name.startswith("#") or key not in ("check", "syntax", "escape") or not value.strip():
            return None
        if equals and key == "check":
            return value.split()[0]
    return None


def parse_options(value: str) -> Options:
    """Parse ``skip=A,B;error=true;experimental=all``.

    Raises:
        ValueError: in Docker's words.

    >>> parse_options("skip=all;error=true").error
    True
    """
    skip: frozenset[str] = frozenset()
    experimental: frozenset[str] = frozenset()
    error = False
    for option in value.split(";") if value else []:
        key, equals, names = option.strip().partition("=")
        listed = frozenset(name.strip() for name in names.split(","))
        match key.strip() if equals else "":
            case "skip":
                skip = listed
            case "experimental":
                experimental = listed
            case "error":
                if names.strip() not in ("1", "t", "T", "TRUE", "true", "True", *"0 f F FALSE false False".split()):
                    why = f"strconv.ParseBool: parsing {quote(names.strip())}: invalid syntax"
                    raise ValueError(f"failed to parse check option {quote(option)}: {why}")
                error = names.strip() in ("1", "t", "T", "TRUE", "true", "True")
            case _:
                raise ValueError(f"invalid check option {quote(key)}")
    return Options(skip, experimental, error)
