"""ARG and ENV: which value a name has at a line of the Dockerfile.

An ARG before the first FROM is *global*: only FROM lines see it, until a stage
declares it again.  An ARG in a stage is in scope from its line on, also in the
stages built FROM it.  Where ENV and ARG give the same name, the builders
differ: in the classic builder ENV wins, in BuildKit the later line wins.

Sources: https://docs.docker.com/reference/dockerfile/#arg, moby/buildkit
dockerfile2llb/convert.go (dispatchArg) and moby/moby daemon/builder/dockerfile/buildargs.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dockerlab.build.steps import Builder, BuildOptions, State
from dockerlab.dockerfile import Arg, Dockerfile, Env, expand_word
from dockerlab.dockerfile.variables import argument_values, platform_arguments

__all__ = ["PREDEFINED", "declare", "global_arguments", "run_environment", "set_env"]

PREDEFINED = tuple(
    name
    for lower in ("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy")
    for name in (lower.upper(), lower)
)


def global_arguments(dockerfile: Dockerfile, options: BuildOptions, builder: Builder) -> dict[str, str]:
    """Return the values that FROM lines see: ``--build-arg`` over the default, defaults expanded in order.

    BuildKit adds the platform's; the classic builder has none of them.
    """
    found = platform_arguments(dockerfile, options.target) if builder == "buildkit" else {}
    for arg in dockerfile.global_args:
        for name, value in argument_values(arg, found, options.build_args, found, dockerfile.escape):
            if value is not None:
                found[name] = value
    return found


def declare(
    state: State, arg: Arg, options: BuildOptions, outer: Mapping[str, str], builder: Builder, escape: str = "\\"
) -> tuple[State, Arg]:
    """Bring an ARG (as written) into scope: ``--build-arg`` over its default over the global value.

    Returns the state after it, and the ARG as history shows it: with the values it got in BuildKit,
    with its expanded defaults in the classic builder.
    """
    variables, args = dict(state.variables), dict(state.args)
    env = state.config.environment()
    if builder == "buildkit":
        given = argument_values(arg, variables, options.build_args, outer, escape)
        shown = given
    else:
        values = {**variables, **env}
        shown = tuple(
            (expand_word(name, values, escape), default and expand_word(default, values, escape))
            for name, default in arg.pairs
        )
        given = tuple(
            (name, options.build_args.get(name, outer.get(name) if default is None else default))
            for name, default in shown
        )
    for name, value in given:
        args[name] = value
        if value is not None and (builder == "buildkit" or name not in env):
            variables[name] = value
    return replace(state, variables=variables, args=tuple(args.items())), replace(arg, pairs=shown)


def set_env(state: State, env: Env) -> State:
    """Return the state's variables after an ENV (the config is ``metadata``'s business)."""
    return replace(state, variables={**state.variables, **dict(env.pairs)})


def run_environment(
    state: State, options: BuildOptions, builder: Builder
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return what a RUN sees: its whole environment, the ARGs that history shows, and the hidden ones.

    History and the cache key of the classic builder hold the ARGs that no ENV hides, by name; BuildKit's
    history holds all that were declared, in order, with the value that is in force.
    """
    hidden = {name: options.build_args[name] for name in PREDEFINED if name in options.build_args}
    env = state.config.environment()
    if builder == "classic":
        shown = {name: value for name, value in sorted(state.args) if value is not None and name not in env}
        hidden = {name: value for name, value in hidden.items() if name not in dict(state.args) and name not in env}
        return {**env, **hidden, **shown}, shown, hidden
    shown = {name: state.variables.get(name, value or "") for name, value in state.args}
    return {**hidden, **state.variables}, shown, hidden
