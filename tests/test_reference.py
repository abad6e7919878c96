"""References in the words of a Docker 28.5 engine (``docker pull``, ``docker tag``, ``docker images PATTERN``)."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlab.errors import InvalidReference
from dockerlab.reference import Reference, matches, order, parse, parse_any, parse_plain

HEX = "54ce710b4744bad12798aeb22956651cf9663dd7f20caf131085e09073fcd0dd"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "invalid reference format"),
        ("Foo", "invalid reference format: repository name (library/Foo) must be lowercase"),
        ("library/Foo", "invalid reference format: repository name (library/Foo) must be lowercase"),
        ("local:5000/A", "invalid reference format: repository name (A) must be lowercase"),
        ("a b", "invalid reference format"),
        ("a:b:c", "invalid reference format"),
        ("a/../b", "invalid reference format"),
        ("ubuntu:", "invalid reference format"),
        ("ubuntu@sha256:12", "invalid reference format"),
        ("-", "invalid reference format"),
        ("a//b", "invalid reference format"),
        ("x__y___z", "invalid reference format"),
        ("HTTP://x", "invalid reference format"),
        (f"busybox:{'a' * 129}", "invalid reference format"),
        ("a" * 300, "repository name must not be more than 255 characters"),
        (HEX, f"invalid repository name ({HEX}), cannot specify 64-byte hexadecimal strings"),
        (f"a@sha256:{'0' * 40}", "invalid checksum digest length"),
        (f"a@sha256:{'A' * 64}", "invalid checksum digest format"),
        (f"a@md5:{'0' * 32}", "unsupported digest algorithm"),
    ],
)
def test_the_engines_words(text: str, words: str) -> None:
    with pytest.raises(InvalidReference) as caught:
        parse(text)
    assert caught.value.message == words


@pytest.mark.parametrize(
    ("text", "full", "familiar"),
    [
        ("busybox:LAB_-", "docker.io/library/busybox:LAB_-", "busybox:LAB_-"),
        ("Docker.io/x", "Docker.io/x:latest", "Docker.io/x:latest"),
        ("localhost/x", "localhost/x:latest", "localhost/x:latest"),
        ("index.docker.io/x", "docker.io/library/x:latest", "x:latest"),
        ("me/app", "docker.io/me/app:latest", "me/app:latest"),
        ("sha256:54ce710b47", "docker.io/library/sha256:54ce710b47", "sha256:54ce710b47"),
        ("[::1]:5000/a", "[::1]:5000/a:latest", "[::1]:5000/a:latest"),
        (f"a:5000/b@sha256:{HEX}", f"a:5000/b@sha256:{HEX}", f"a:5000/b@sha256:{HEX}"),
        (f"b:1@sha512:{'f' * 128}", f"docker.io/library/b:1@sha512:{'f' * 128}", f"b:1@sha512:{'f' * 128}"),
    ],
)
def test_names_in_full(text: str, full: str, familiar: str) -> None:
    found = parse(text).tagged()
    assert (str(found), found.familiar) == (full, familiar)
    assert parse(str(found)) == found
    assert repr(found) == f"Reference({full!r})"
    assert found.only_name() == Reference(found.domain, found.path)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("b*", "busybox:lab", True),
        ("busybox", "busybox:lab", True),
        ("busybox:l?b", "busybox:lab", True),
        ("*", "me/app", False),
        ("*/*", "me/app", True),
        ("b[^a-j]*", "bks", True),
        ("b[^a-j]*", "bad", False),
        ("a[z-a]", "az", False),
        (r"b\ks", "bks", True),
        ("b[k&&s]s", "bks", True),
    ],
)
def test_patterns(pattern: str, name: str, fits: bool) -> None:
    assert matches(pattern, parse(name)) is fits


@pytest.mark.parametrize("pattern", ["[a", "[-a]*", "a[", "a\\", "[]a]", "[a-", "[^]"])
def test_broken_patterns(pattern: str) -> None:
    with pytest.raises(InvalidReference, match=r"^syntax error in pattern$"):
        matches(pattern, parse("busybox"))


@given(st.text(max_size=40) | st.from_regex(r"[a-zA-Z0-9._:/@-]{1,30}", fullmatch=True))
def test_any_text(text: str) -> None:
    order(text)
    for read in (parse, parse_any, parse_plain):
        with contextlib.suppress(InvalidReference):
            found = read(text)
            if isinstance(found, Reference) and read is parse:
                assert parse(str(found)) == parse(found.familiar) == found


@given(st.text(st.sampled_from("ab*?[]^-\\/:|&().$"), max_size=12))
def test_any_pattern(pattern: str) -> None:
    with contextlib.suppress(InvalidReference):
        matches(pattern, parse("me/ab:a"))
