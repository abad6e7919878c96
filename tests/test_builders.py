"""Both builders: which steps are rebuilt, why, and that nothing is lost when a build fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dockerlab.build.cache import (
    FilesChanged,
    FirstTime,
    InstructionChanged,
    NoCache,
    ParentChanged,
    SettingChanged,
    VariableChanged,
)
from dockerlab.build.steps import Builder, BuildOptions, BuildResult
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.errors import BuildError, DaemonError, DockerfileError, NotModelled
from dockerlab.inode import File

BUILDERS: tuple[Builder, ...] = ("buildkit", "classic")
DOCKERFILE = """FROM busybox
ARG VERSION=1
WORKDIR /app
COPY requirements.txt .
RUN cp requirements.txt installed.txt
COPY . .
RUN wc -l app.py > lines.txt
LABEL maintainer=ada
CMD ["cat", "lines.txt"]
"""
FILES = {
    "Dockerfile": DOCKERFILE,
    ".dockerignore": "Dockerfile\n.dockerignore\n",
    "app.py": "print('hello')\n",
    "requirements.txt": "flask\n",
}


def build(engine: Engine, files: dict[str, str], **options: object) -> BuildResult:
    return engine.build(BuildContext.from_mapping(dict(files)), replace(BuildOptions(), **options))  # type: ignore[arg-type]


def verdicts(result: BuildResult) -> dict[str, str]:
    return {step.instruction.original: step.verdict for step in result.steps}


def first_reason(result: BuildResult) -> object:
    cache = result.rebuilt[0].cache
    return cache.reason  # type: ignore[union-attr]


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_second_build_is_all_hits_and_the_same_image(builder: Builder) -> None:
    engine = Engine(builder)
    first, second = build(engine, FILES), build(engine, FILES)
    assert first.image is not None and second.image is not None
    assert isinstance(first_reason(first), FirstTime)
    assert not second.rebuilt and second.image.id == first.image.id
    assert all(step.seconds == 0 for step in second.cached)


@pytest.mark.parametrize("builder", BUILDERS)
def test_an_edited_file_is_named_and_what_stands_on_it_follows(builder: Builder) -> None:
    engine = Engine(builder)
    build(engine, FILES)
    result = build(engine, FILES | {"app.py": "print('hi')\n"})
    reason = first_reason(result)
    assert isinstance(reason, FilesChanged) and [(c.path, c.how) for c in reason.changes] == [("app.py", "content")]
    assert verdicts(result)["RUN cp requirements.txt installed.txt"] == "CACHED"
    after = result.rebuilt[1].cache
    assert isinstance(after.reason, ParentChanged) and "COPY . ." in after.reason.sentence  # type: ignore[union-attr]


def test_a_label_costs_nothing_in_buildkit_and_everything_below_it_in_classic() -> None:
    edited = FILES | {"Dockerfile": DOCKERFILE.replace("WORKDIR /app\n", "LABEL a=b\nWORKDIR /app\n")}
    counts = {}
    for builder in BUILDERS:
        engine = Engine(builder)
        build(engine, FILES)
        counts[builder] = len(build(engine, edited).rebuilt)
    assert counts == {"buildkit": 0, "classic": 8}


@pytest.mark.parametrize("builder", BUILDERS)
def test_touch_and_comments_change_no_key_and_old_content_hits_the_old_cache(builder: Builder) -> None:
    engine = Engine(builder)
    build(engine, FILES)
    later = BuildContext.from_mapping(dict(FILES), mtime=2_000_000_000)
    assert not engine.build(later).rebuilt
    assert not build(engine, FILES | {"Dockerfile": "# a comment\n" + DOCKERFILE}).rebuilt
    build(engine, FILES | {"app.py": "2\n"})
    assert not build(engine, FILES).rebuilt


def test_a_mode_counts_and_is_named() -> None:
    engine = Engine()
    build(engine, FILES)
    context = BuildContext.from_mapping(dict(FILES))
    node = context.files.get("/app.py")
    assert isinstance(node, File)
    result = engine.build(BuildContext(context.files.with_node("/app.py", replace(node, mode=0o755))))
    assert first_reason(result).sentence == "copied files changed: app.py (mode)"  # type: ignore[attr-defined]


def test_each_kind_of_miss_has_its_reason() -> None:
    engine = Engine()
    build(engine, FILES)
    arg = first_reason(build(engine, FILES, build_args={"VERSION": "2"}))
    assert arg == VariableChanged("ARG", "VERSION", "1", "2")
    build(engine, FILES)
    run = first_reason(build(engine, FILES | {"Dockerfile": DOCKERFILE.replace("RUN cp", "RUN cp -p")}))
    assert isinstance(run, InstructionChanged) and "RUN cp requirements.txt" in run.old
    env = first_reason(build(engine, FILES | {"Dockerfile": DOCKERFILE.replace("COPY r", "ENV a=b\nCOPY r")}))
    assert env == VariableChanged("ENV", "a", None, "b")
    user = first_reason(build(engine, FILES | {"Dockerfile": DOCKERFILE.replace("RUN cp", "USER 0\nRUN cp")}))
    assert user == SettingChanged("user", "", "0")
    assert isinstance(first_reason(build(engine, FILES, no_cache=True)), NoCache)


def test_only_the_stages_that_are_needed_are_built_by_buildkit() -> None:
    text = (
        "FROM busybox AS one\nRUN exit 1\nFROM busybox AS two\nRUN echo 2 > /two\n"
        "FROM busybox\nCOPY --from=two /two /\n"
    )
    result = build(Engine(), {"Dockerfile": text})
    assert result.error is None and [step.name for step in result.steps if step.vertex] == [
        "[two 1/2] FROM docker.io/library/busybox:latest",
        "[two 2/2] RUN echo 2 > /two",
        "[stage-2 1/2] FROM docker.io/library/busybox:latest",
        "[stage-2 2/2] COPY --from=two /two /",
    ]
    failed = build(Engine("classic"), {"Dockerfile": text})
    assert failed.failed is not None and failed.failed.status == 1


def test_copy_from_hits_when_the_files_are_the_same_though_the_stage_was_rebuilt() -> None:
    text = (
        "FROM busybox AS make\nRUN echo VERSION; echo same > /out\n"
        "FROM busybox\nCOPY --from=make /out /\nRUN cat /out\n"
    )
    engine = Engine()
    build(engine, {"Dockerfile": text})
    result = build(engine, {"Dockerfile": text.replace("VERSION", "2")})
    assert [step.instruction.original for step in result.rebuilt] == ["RUN echo 2; echo same > /out"]


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_failed_build_keeps_the_good_steps_and_changes_no_tag(builder: Builder) -> None:
    engine = Engine(builder)
    good = build(engine, FILES, tags=("app",))
    bad = FILES | {"Dockerfile": DOCKERFILE.replace("LABEL", "RUN echo one; exit 3\nLABEL")}
    result = build(engine, bad, tags=("app",))
    assert isinstance(result.error, BuildError) and result.image is None and result.failed is not None
    assert result.failed.status == 3 and result.failed.output[0].data == b"one\n"
    assert result.error.where is not None and result.error.where.line == 8
    assert good.image is not None and engine.store.resolve("app").id == good.image.id
    again = build(engine, bad)
    assert len(again.rebuilt) == 1  # the failing step alone


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(
    ("dockerfile", "error"),
    [
        ("FROM busybox\nRUM ls\n", DockerfileError),
        ("FROM busybox\nCOPY nope.txt /\n", BuildError),
        ("FROM busybox\nRUN nc -l 80\n", NotModelled),
    ],
)
def test_bad_input_is_refused_with_its_line_and_nothing_changes(
    builder: Builder, dockerfile: str, error: type[Exception]
) -> None:
    engine = Engine(builder)
    build(engine, FILES, tags=("app",))
    names = dict(engine.store.names)
    try:
        found: Exception | None = build(engine, {"Dockerfile": dockerfile}, tags=("app",)).error
    except DockerfileError as exc:
        found = exc
    assert isinstance(found, error) and getattr(found, "where").line == 2  # noqa: B009
    assert dict(engine.store.names) == names


@pytest.mark.parametrize("line", ["FROM {}", "FROM scratch\nCOPY --from={} /etc/passwd /"])
def test_an_id_is_a_name_to_the_classic_builder_alone(line: str) -> None:
    """On an engine BuildKit asks the registry for ``docker.io/library/<the ID>``."""
    engine = Engine()
    image = engine.image("busybox").id
    context = BuildContext.from_mapping({"Dockerfile": line.format(image[7:19]) + "\nLABEL a=b\n"})
    assert engine.build(context, builder="classic").image is not None
    with pytest.raises(DaemonError, match=f"pull access denied for {image[7:19]}"):
        engine.build(context, builder="buildkit")
    whole = BuildContext.from_mapping({"Dockerfile": line.format(image[7:]) + "\n"})
    with pytest.raises(BuildError, match=r"failed to parse stage name .* cannot specify 64-byte hexadecimal strings"):
        engine.build(whole, builder="buildkit")


def test_a_run_that_never_ends_is_stopped() -> None:
    result = build(Engine(), {"Dockerfile": "FROM busybox\nRUN while true; do :; done\n"})
    assert result.error is not None and "steps" in str(result.error)


def test_a_snapshot_brings_everything_back() -> None:
    engine = Engine()
    build(engine, FILES, tags=("app",))
    saved, now = engine.snapshot(), engine.clock.now
    build(engine, FILES | {"app.py": "x\n"}, tags=("app",))
    engine.restore(saved)
    assert engine.clock.now == now and len(build(engine, FILES).rebuilt) == 0
    assert len(build(engine, FILES | {"app.py": "x\n"}).rebuilt) == 2  # the undone build left no cache
