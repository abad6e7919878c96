"""HEALTHCHECK: the engine asks a container, now and then, whether it is well.

The first check comes one interval after the start.  A success makes the
container *healthy*; it takes several failures in a row to make it *unhealthy*,
and failures within the start period do not count.

Source: https://docs.docker.com/reference/dockerfile/#healthcheck; moby/moby daemon/health.go
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from dockerlab.clock import rfc3339
from dockerlab.container.life import Life, Moment, mount, play
from dockerlab.container.timeline import Command
from dockerlab.image import Healthcheck, ImageConfig
from dockerlab.process import ProgramError, find_program

__all__ = ["Health", "Probe", "check", "first"]

SECOND = 10**9
KEPT = 5  # results that `docker inspect` shows
LONGEST = 4096  # bytes of a check's output that are kept


@dataclass(frozen=True)
class Probe:
    """One check: when, and what came of it. ``status`` -1: it took too long."""

    at: float
    status: int
    output: str


@dataclass(frozen=True)
class Health:
    """How well a container is; ``due`` is when it is asked next, in seconds since 1970."""

    due: float
    status: Literal["starting", "healthy", "unhealthy"] = "starting"
    streak: int = 0
    log: tuple[Probe, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the object of ``docker inspect``."""

        def stamp(seconds: float) -> str:
            return rfc3339(round(seconds * 1000) * 10**6)

        log = [
            {"Start": stamp(p.at), "End": stamp(p.at + 0.05), "ExitCode": p.status, "Output": p.output}
            for p in self.log
        ]
        return {"Status": self.status, "FailingStreak": self.streak, "Log": log}


def first(config: ImageConfig, began: float) -> Health | None:
    """Return the health of a container that starts at ``began``; None where nothing is asked."""
    test = config.healthcheck
    if test is None or test.test[:1] in ((), ("NONE",)):
        return None
    return Health(began + pause(test, began, Health(0), began))


def pause(test: Healthcheck, began: float, health: Health, now: float) -> float:
    """Return the seconds to the next check."""
    if health.status == "starting" and now - began < test.start_period / SECOND:
        return (test.start_interval or 5 * SECOND) / SECOND
    return (test.interval or 30 * SECOND) / SECOND


def check(health: Health, config: ImageConfig, life: Life, now: float) -> Health:
    """Return the health at ``now``: every check that was due is made, on the files as they were then."""
    test = config.healthcheck
    assert test is not None
    behind = pause(test, life.began, replace(health, status="healthy"), now) * 3 * (test.retries or 3)
    if now - health.due > behind:
        health = replace(health, due=now - behind)  # it has long been as it is: the last checks tell
    while health.due <= now:
        at = health.due
        moment = life.latest if life.latest.wakes > at else life.until(at)
        if moment.status is not None:
            return replace(health, due=float("inf"))
        health = after(health, test, life.began, probe(test, life, moment, at))
    return health


def after(health: Health, test: Healthcheck, began: float, result: Probe) -> Health:
    """Return the health after one check."""
    log = (*health.log, result)[-KEPT:]
    if result.status == 0:
        health = replace(health, status="healthy", streak=0, log=log)
    elif health.status == "starting" and result.at - began < test.start_period / SECOND:
        health = replace(health, log=log)
    else:
        streak = health.streak + 1
        status: Literal["starting", "healthy", "unhealthy"] = (
            "unhealthy" if streak >= (test.retries or 3) else health.status
        )
        health = replace(health, status=status, streak=streak, log=log)
    return replace(health, due=result.at + pause(test, began, health, result.at))


def probe(test: Healthcheck, life: Life, moment: Moment, at: float) -> Probe:
    """Run the check in a copy of the container."""
    argv = ("/bin/sh", "-c", *test.test[1:]) if test.test[0] == "CMD-SHELL" else test.test[1:]
    main = life.command
    root = mount(moment.root.copy(), moment.grafts)
    try:
        path = find_program(root, argv[0], main.env, main.cwd, "exec")
    except ProgramError as exc:
        return Probe(at, -1, exc.message)
    command = Command(path, argv, main.env, main.cwd, main.cred, tree=main.tree, visitor=main.cred.uid)
    limit = (test.timeout or 30 * SECOND) / SECOND
    done = play(moment.root, moment.grafts, command, life.world, at, at + limit)
    if done.status is None:
        return Probe(at, -1, f"Health check exceeded timeout ({limit:g}s)")
    output = b"".join(piece.data for piece in done.output)[:LONGEST]
    return Probe(at, done.status, output.decode("utf-8", "replace"))
