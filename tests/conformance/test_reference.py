"""The tables of distribution/reference and of go-containerregistry, all cases."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dockerlab.digest import Digest
from dockerlab.errors import InvalidReference
from dockerlab.reference import (
    DIGEST,
    DOMAIN,
    IDENTIFIER,
    NAME,
    REFERENCE,
    Reference,
    matches,
    order,
    parse,
    parse_any,
    parse_plain,
    split_domain,
)

Table = dict[str, list[Any]]

WORDS = {
    "ErrReferenceInvalidFormat": "invalid reference format",
    "ErrNameContainsUppercase": "repository name must be lowercase",
    "ErrNameEmpty": "repository name must have at least one component",
    "ErrNameTooLong": "repository name must not be more than 255 characters",
}


@pytest.fixture(scope="session")
def table(conformance: Path) -> Table:
    found: Table = json.loads((conformance / "image-reference" / "cases.json").read_text())
    return found


@pytest.fixture(scope="session")
def gcr(conformance: Path) -> Table:
    found: Table = json.loads((conformance / "image-reference" / "gcr_names.json").read_text())
    return found


def test_parse(table: Table) -> None:
    for case in table["TestReferenceParse"]:
        if case.get("err", {}).get("$ident") in WORDS:
            with pytest.raises(InvalidReference) as caught:
                parse_plain(case["input"])
            assert caught.value.message == WORDS[case["err"]["$ident"]], case
        elif "@sha512:" in case["input"]:
            # The table says unsupported, because Go's test program does not link crypto/sha512.
            # The engine does, and accepts it: `docker pull a@sha512:…` goes to the registry.
            assert parse_plain(case["input"]).digest
        elif "err" in case:
            with pytest.raises(InvalidReference):
                parse_plain(case["input"])
        else:
            found = parse_plain(case["input"])
            assert found.name == case["repository"], case
            assert (found.domain, found.tag or "", found.digest or "") == (
                case.get("domain", ""),
                case.get("tag", ""),
                case.get("digest", ""),
            ), case
            assert str(found) == case["input"]


def test_a_name_alone(table: Table) -> None:
    for case in table["TestWithNameFailure"]:
        assert not re.fullmatch(NAME, case["input"]) or len(case["input"]) > 255, case
    for case in table["TestDomainAndPath"]:
        found = parse_plain(case["input"])
        assert (found.domain, found.path) == (case["domain"], case["path"]), case


def test_with_tag_and_digest(table: Table) -> None:
    for case in table["TestWithTag"] + table["TestWithDigest"]:
        plain = parse_plain(case["name"])
        digest = case.get("digest")
        made = Reference(plain.domain, plain.path, case.get("tag"), digest and Digest(digest))
        assert str(made) == case["combined"], case


def test_parse_named(table: Table) -> None:
    """A canonical name is one that already reads as its normal form."""
    for case in table["TestParseNamed"]:
        found = parse(case["input"])
        if "err" in case:
            assert str(found) != case["input"], case
        else:
            assert (found.domain, found.path, str(found)) == (case["domain"], case["path"], case["input"])


@pytest.mark.parametrize(
    "name", ["TestValidateReferenceName.validRepoNames", "TestValidateRemoteName.validRepositoryNames"]
)
def test_valid_names(table: Table, name: str) -> None:
    for text in table[name]:
        parse(text)


@pytest.mark.parametrize(
    "name", ["TestValidateReferenceName.invalidRepoNames", "TestValidateRemoteName.invalidRepositoryNames"]
)
def test_invalid_names(table: Table, name: str) -> None:
    for text in table[name]:
        with pytest.raises(InvalidReference):
            parse(text)


def test_repository_info(table: Table) -> None:
    for case in table["TestParseRepositoryInfo"]:
        for text in (case["FamiliarName"], case["FullName"], case["AmbiguousName"]):
            if text:
                found = parse(text)
                assert found.familiar_name == case["FamiliarName"], case
                assert found.name == case["FullName"], case
                assert (found.domain, found.path) == (case["Domain"], case["RemoteName"]), case


def test_any_reference(table: Table) -> None:
    for case in table["TestParseAnyReference"]:
        found = parse_any(case["Reference"])
        assert str(found) == case["Equivalent"], case
        if "Expected" in case:
            assert found == case["Expected"]["args"][0]


def test_split_hostname(table: Table) -> None:
    for case in table["TestNormalizedSplitHostname"]:
        assert split_domain(case["input"]) == (case["domain"], case["path"]), case


def test_match(table: Table) -> None:
    for case in table["TestMatch"]:
        assert matches(case["pattern"], parse(case["reference"])) is case["expected"], case


def test_docker_reference(table: Table) -> None:
    """containerd's form: a digest makes the tag meaningless, so it goes."""
    for case in table["TestParseDockerRef"]:
        found = parse(case["input"]).tagged()
        if found.digest:
            found = Reference(found.domain, found.path, None, found.digest)
        assert str(found) == case["expected"], case


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("TestDomainRegexp", f"({DOMAIN})"),
        ("TestFullNameRegexp", NAME),
        ("TestReferenceRegexp", f"({REFERENCE.pattern})"),
        ("TestIdentifierRegexp", IDENTIFIER.pattern),
    ],
)
def test_regexps(table: Table, name: str, pattern: str) -> None:
    for case in table[name]:
        found = re.fullmatch(pattern, case["input"])
        assert (found is not None) is case["match"], case
        if found and case.get("subs"):
            if name == "TestReferenceRegexp":
                domain, path, tag, digest = found.groups()[1:]
                subs = [f"{domain}/{path}" if domain else path, tag or "", digest or ""]
            else:
                subs = [group or "" for group in found.groups()]
            assert subs == case["subs"], case


def test_sorting(table: Table) -> None:
    def text(made: Any) -> str:
        match made:
            case {"$call": "r1", "args": [name, tag, number]}:
                return f"{name}:{tag}@sha256:{number:064x}"
            case {"$call": "r2", "args": [name, tag]}:
                return f"{name}:{tag}"
            case {"$call": "r3", "args": [name, number]}:
                return f"{name}@sha256:{number:064x}"
            case {"$call": "digested", "args": [number]}:
                return f"sha256:{number:064x}"
        return str(made)

    for case in table["TestReferenceSorting.$range"]:
        assert sorted(map(text, case["unsorted"]), key=order) == list(map(text, case["expected"])), case


def test_every_table_is_used(table: Table, gcr: Table) -> None:
    source = Path(__file__).read_text()
    assert all(name.split(".$")[0] in source for name in table)
    assert sum(map(len, table.values())) >= 300
    assert all(name in source or name in LEFT_OUT for name in gcr)


# go-containerregistry also knows things that are not references.
LEFT_OUT = {
    "inputDefaultNames": "an option to have another default registry, which Docker has not",
    "outputDefaultNames": "the results of the same option",
    "goodStrictValidationRegistryNames": "registries alone; Docker has no syntax for one",
    "goodWeakValidationRegistryNames": "registries alone",
    "badRegistryNames": "registries alone",
    "TestIsRFC1918": "addresses of private networks: for choosing http",
    "TestRegistryScheme": "choosing http or https",
}


@pytest.mark.parametrize(
    "name",
    [
        "goodStrictValidationDigestNames",
        "goodStrictValidationTagDigestNames",
        "goodWeakValidationDigestNames",
        "goodWeakValidationTagDigestNames",
        "goodStrictValidationRepositoryNames",
        "goodWeakValidationRepositoryNames",
        "goodStrictValidationTagNames",
        "goodWeakValidationTagNames",
    ],
)
def test_gcr_good_names(gcr: Table, name: str) -> None:
    for text in gcr[name]:
        parse(text)


@pytest.mark.parametrize("name", ["badDigestNames", "badRepositoryNames", "badTagNames"])
def test_gcr_bad_names(gcr: Table, name: str) -> None:
    for text in gcr[name]:
        with pytest.raises(InvalidReference):
            parse(text)


def test_digest_pattern_is_whole() -> None:
    assert re.fullmatch(DIGEST, "sha256+b64:" + "a" * 32)
