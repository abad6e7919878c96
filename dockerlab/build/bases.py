"""FROM: what a stage starts from, and which bases are refused.

Sources: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go and moby/moby daemon/builder/dockerfile.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from dockerlab.build.cache import KeyPart
from dockerlab.build.export import Built
from dockerlab.build.metadata import DEFAULT_PATH
from dockerlab.build.steps import Builder, State
from dockerlab.dockerfile import From, Instruction, ParseError, parse
from dockerlab.errors import BuildError, InvalidReference, NotModelled, Span
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image, ImageConfig
from dockerlab.reference import parse as parse_reference

__all__ = ["check_base", "check_name", "start", "triggers_of", "with_path"]

NO_PLATFORM = (
    'failed to parse platform : "" is an invalid OS component of "": OSAndVersion specifier component must match '
    r'"^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$": invalid argument'
)


def check_base(base: From, written: From, builder: Builder) -> None:
    """Check what FROM names, its variables replaced (``base``) and as ``written``.

    Raises:
        BuildError: nothing at all, or no reference, in each builder's words.
        NotModelled: another platform than linux/amd64.
    """
    if written.platform and base.platform not in ("linux/amd64", "linux", "amd64", "linux/x86_64"):
        if not base.platform and builder == "classic":
            raise BuildError(NO_PLATFORM, written.span, "The classic builder has no platform ARGs.")
        raise NotModelled(f"the platform {base.platform or written.platform}", written.span)
    if not base.image:
        hint = "Give the ARG a value before the first FROM, or with --build-arg."
        raise BuildError(f"base name ({written.image}) should not be blank", written.span, hint)
    check_name(base.image, written.span, builder)


def check_name(name: str, span: Span | None, builder: Builder) -> None:
    """Check that what FROM or ``--from`` names can be an image. Raises BuildError in each builder's words."""
    try:
        parse_reference(name)
    except InvalidReference as exc:
        words = f'failed to parse stage name "{name}": {exc.message}' if builder == "buildkit" else exc.message
        raise BuildError(words, span, exc.hint) from exc


def with_path(image: Image) -> ImageConfig:
    """Return the image's config with Docker's default PATH, if it sets none (convert.go)."""
    config = image.config
    return config if "PATH" in config.environment() else replace(config, env=(DEFAULT_PATH, *config.env))


def triggers_of(config: ImageConfig, base: From) -> tuple[Instruction, ...]:
    """Return the ONBUILD instructions of a base image; their place is the FROM that brought them.

    Raises:
        BuildError: one of them is no instruction: nobody looked at it when the base was built.
    """
    found: list[Instruction] = []
    for text in config.on_build:
        try:
            (trigger,) = parse(f"FROM scratch\n{text}\n", "ONBUILD").stages[0].instructions
        except ParseError as exc:
            words = re.sub(r"^dockerfile parse error on line \d+: ", "", exc.message)
            raise BuildError(words, base.span, f"An ONBUILD of {base.image} says: {text}") from exc
        found.append(replace(trigger, span=base.span))
    return tuple(found)


def start(base: From, below: Built | None, find_image: Callable[[str], Image]) -> tuple[Built, tuple[Instruction, ...]]:
    """Return what FROM gives a stage, and the ONBUILD triggers; ``below`` is the stage it is built on, if any.

    A stage built FROM another inherits config, variables and ARGs; its CMD counts as inherited.
    """
    if below is not None:
        config = replace(below.state.config, on_build=())
        state = replace(below.state, cmd_set=False, config=config)
        return replace(below, state=state), triggers_of(below.state.config, base)
    if base.image == "scratch":
        config = replace(with_path(Image()), working_dir="/")
        state = State(Filesystem(), config, config.environment())
        return Built(state, (), (), KeyPart("parent", "scratch", "FROM scratch"), Image()), ()
    image = find_image(base.image)
    config = replace(with_path(image), on_build=())
    state = State(image, config, config.environment())
    chain = image.chain_ids[-1] if image.chain_ids else "scratch"
    key = KeyPart("parent", chain, f"FROM {base.image}")
    return Built(state, image.layers, image.history, key, image), triggers_of(image.config, base)
