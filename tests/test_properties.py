"""Laws that hold for any input: of trees and their differences, of copy-on-write, of undo, of the cache, of archives."""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlab.archive import Limits, load, save
from dockerlab.build.steps import Builder, BuildOptions
from dockerlab.cli.main import docker
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.filesystem import Filesystem, diff
from dockerlab.image import History, Image, ImageConfig, Session
from dockerlab.inode import Directory, File, Node, Symlink
from dockerlab.lab import Lab
from dockerlab.layer import HardLink, Layer, Whiteout, from_tar
from dockerlab.overlay import Overlay
from dockerlab.reference import parse
from dockerlab.store import Store
from dockerlab.tarball import END, Member, header, padding
from dockerlab.union import apply, changeset

EXAMPLES = settings.default.max_examples if settings.default else 100
FEW, HALF, TWICE = (settings(max_examples=count) for count in (EXAMPLES // 4, EXAMPLES // 2, EXAMPLES * 2))

# -- trees and their differences ---------------------------------------------

NAMES = st.sampled_from(["a", "b", "c"])
MODES = st.sampled_from([0o644, 0o755, 0o4755])
FILES = st.builds(File, st.binary(max_size=2), MODES, st.integers(0, 1), mtime=st.integers(0, 2))
LEAVES: st.SearchStrategy[Node] = FILES | st.builds(Symlink, st.sampled_from(["a", "../b", "/c", "nowhere"]))
NODES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda below: st.builds(Directory, st.dictionaries(NAMES, below, max_size=3), st.sampled_from([0o755, 0o700])),
    max_leaves=10,
)
TREES = st.dictionaries(NAMES, NODES, max_size=3).map(lambda entries: Filesystem(Directory(entries)))


def flat(tree: Filesystem) -> dict[str, Node]:
    """Every path with its own attributes, children left out."""
    return {path: replace(node, entries={}) if isinstance(node, Directory) else node for path, node in tree.walk()}


def parents(path: str) -> list[str]:
    """The directories above a path, nearest first."""
    return [path[:n] for n in range(len(path) - 1, 0, -1) if path[n] == "/"]


@given(TREES, TREES)
def test_diff_names_every_path_that_differs_and_no_other(before: Filesystem, after: Filesystem) -> None:
    old, new, told = flat(before), flat(after), {change.path: change.kind for change in diff(before, after)}
    there = [path for path in told if told[path] != "D"]
    assert diff(before, before) == () and there == sorted(there, key=lambda path: path.split("/"))
    for path in old.keys() | new.keys():
        gone, added = path not in new, path not in old
        if gone:  # named itself, or with the directory that is gone, or that is none any more
            above = next(p for p in (path, *parents(path)) if p in told)
            assert told[above] == "D" or not isinstance(new[above], Directory)
        elif added:
            assert told[path] == "A"
        elif old[path] != new[path]:
            assert told[path] == "C"
        elif path in told:
            assert any(other.startswith(path + "/") for other in told), f"{path} is the same on both sides"


@given(TREES, TREES, TREES)
def test_changesets_stack(one: Filesystem, two: Filesystem, three: Filesystem) -> None:
    first, second = changeset(one, two), changeset(two, three)
    assert apply(apply(one, first), second) == three
    assert changeset(one, one).entries == {}
    nothing = {path for path, entry in first.entries.items() if isinstance(entry, Whiteout)}
    assert all(one.get(path) is not None and two.get(path) is None for path in nothing)


# -- copy-on-write ------------------------------------------------------------

PATHS = st.lists(NAMES, min_size=1, max_size=3).map(lambda names: "/" + "/".join(names))
OPERATIONS = st.one_of(
    st.tuples(st.just("write"), PATHS, st.binary(max_size=2)),
    st.tuples(st.just("append"), PATHS, st.binary(max_size=2)),
    st.tuples(st.sampled_from(["mkdir", "unlink", "rmdir"]), PATHS, st.none()),
    st.tuples(st.sampled_from(["rename", "link", "symlink"]), PATHS, PATHS),
    st.tuples(st.just("chmod"), PATHS, MODES),
    st.tuples(st.just("chown"), PATHS, st.integers(0, 2)),
)


def perform(root: Overlay, operation: tuple[str, str, Any]) -> bool:
    """Do an operation; say whether the kernel let it."""
    name, path, argument = operation
    calls: dict[str, Callable[[], None]] = {
        "write": lambda: root.write(path, argument),
        "append": lambda: root.write(path, argument, append=True),
        "chown": lambda: root.chown(path, argument, None),
        "rename": lambda: root.rename(path, argument),
        "link": lambda: root.link(path, argument),
        "symlink": lambda: root.symlink(argument, path),
        "chmod": lambda: root.chmod(path, argument),
    }
    try:
        calls.get(name, lambda: getattr(root, name)(path))()
    except OSError as exc:
        assert exc.errno in errno.errorcode and exc.strerror
        return False
    return True


def ticking() -> Callable[[], int]:
    return itertools.count(10).__next__


@given(TREES, st.lists(OPERATIONS, max_size=14))
def test_the_upper_layer_on_the_lower_tree_is_what_the_container_sees(lower: Filesystem, operations: list[Any]) -> None:
    root, kept = Overlay(lower, ticking()), flat(lower)
    for operation in operations:
        seen = root.fs
        if not perform(root, operation):
            assert root.fs == seen, f"{operation} failed and changed something"
    layer = root.layer()
    assert apply(lower, layer).root.entries == root.fs.root.entries
    assert apply(lower, from_tar(layer.tar)).root.entries == root.fs.root.entries
    assert flat(lower) == kept, "nothing below ever changes"
    for path, entry in layer.entries.items():
        if isinstance(entry, Whiteout):
            assert lower.get(path) is not None and root.fs.get(path) is None
        elif isinstance(entry, HardLink):
            assert layer.entries[entry.target] == root.fs.get(path)


class Plain:
    """A filesystem as one dictionary: what the overlay has to look like, written as simply as can be."""

    def __init__(self, lower: Filesystem) -> None:
        self.lower = {path for path, node in lower.walk() if isinstance(node, Directory)}
        self.at: dict[str, Any] = {}
        for path, node in lower.walk():
            if isinstance(node, File):
                self.at[path] = [node.content, node.mode, node.uid]
            else:
                self.at[path] = [None, node.mode, node.uid]

    def below(self, path: str) -> list[str]:
        return [other for other in self.at if other.startswith(path + "/")]

    def open(self, path: str) -> bool:
        """Whether something may be put at ``path``: its parent is a directory."""
        parent = path.rpartition("/")[0]
        return not parent or (parent in self.at and self.at[parent][0] is None)

    def perform(self, name: str, path: str, argument: Any) -> bool:
        here = self.at.get(path)
        match name:
            case "write" | "append":
                if not self.open(path) or (here and here[0] is None):
                    return False
                if here:
                    here[0] = here[0] + argument if name == "append" else argument
                else:
                    self.at[path] = [argument, 0o644, 0]
            case "mkdir":
                if here or not self.open(path):
                    return False
                self.at[path] = [None, 0o755, 0]
            case "unlink" | "rmdir":
                if not here or (here[0] is None) is (name == "unlink") or self.below(path):
                    return False
                del self.at[path]
            case "chmod" | "chown":
                if not here:
                    return False
                if name == "chown":
                    here[2] = argument
                    here[1] = here[1] & 0o1777 if here[0] is not None else here[1]
                else:
                    here[1] = argument
            case "rename":
                there = self.at.get(argument)
                if not here or not self.open(argument):
                    return False
                if path == argument:
                    return True
                if here[0] is None:
                    if argument.startswith(path + "/") or path in self.lower:
                        return False  # into itself; or EXDEV: a directory of the layers below
                    if there and (there[0] is not None or self.below(argument)):
                        return False
                elif there and there[0] is None:
                    return False
                self.at.pop(argument, None)
                for old in [path, *self.below(path)]:
                    self.at[argument + old[len(path) :]] = self.at.pop(old)
        return True


PLAIN = st.recursive(FILES, lambda below: st.builds(Directory, st.dictionaries(NAMES, below, max_size=3)), max_leaves=8)
PLAIN_TREES = st.dictionaries(NAMES, PLAIN, max_size=3).map(lambda entries: Filesystem(Directory(entries)))
UNLINKED = OPERATIONS.filter(lambda operation: operation[0] not in ("link", "symlink"))


@given(PLAIN_TREES, st.lists(UNLINKED, max_size=14))
def test_an_overlay_behaves_like_a_plain_dictionary(lower: Filesystem, operations: list[Any]) -> None:
    root, plain = Overlay(lower, ticking()), Plain(lower)
    for operation in operations:
        assert perform(root, operation) is plain.perform(*operation), operation
        seen = {p: [n.content if isinstance(n, File) else None, n.mode, n.uid] for p, n in root.fs.walk()}
        assert seen == plain.at, operation


@given(TREES, st.lists(OPERATIONS, max_size=6), st.lists(OPERATIONS, max_size=6))
def test_a_copied_overlay_goes_its_own_way(lower: Filesystem, first: list[Any], second: list[Any]) -> None:
    root = Overlay(lower)
    for operation in first:
        perform(root, operation)
    twin, seen, layer, events = root.copy(), root.fs, root.layer(), list(root.events)
    for operation in second:
        perform(twin, operation)
    assert root.fs == seen and root.layer() == layer and root.events == events
    for operation in second:
        perform(root, operation)
    assert root.fs == twin.fs and root.layer() == twin.layer()


# -- undo -----------------------------------------------------------------------

FILES_OF_A_LAB = {"Dockerfile": "FROM busybox\nCOPY a.txt /\nRUN cat a.txt > b.txt\n", "a.txt": "hi\n"}
COMMANDS = st.sampled_from(
    """docker build -q -t app .
DOCKER_BUILDKIT=0 docker build -q -t app:classic .
docker build --no-cache -t app:2 .
docker run -d --name one busybox sleep 1000
docker run --name two busybox sh -c 'echo x > /y; rm -r /etc'
docker run --rm -v data:/d busybox touch /d/x
docker exec one rm -r /bin
docker stop one
docker rm -f one two
docker commit two app:3
docker tag app:2 other
docker rmi -f app
docker system prune -af --volumes
docker save -o app.tar app
docker load -i app.tar
docker pull alpine
docker cp two:/y y.txt
echo $RANDOM >> a.txt; x=$((x+1)); echo $x
mkdir -p d/e; cd d
cd /; rm -rf /root/lab/a.txt
set -e; false
sleep 100; date > now
f() { echo $1; }; f hi; exit 3
docker build -t app - < Dockerfile
docker frobnicate; nonsense""".splitlines()
)
PROBE = """docker images -a --no-trunc --digests; docker ps -a --no-trunc -s; docker volume ls; docker system df -v
for image in $(docker images -aq); do docker history --no-trunc $image; docker inspect $image; done
for one in $(docker ps -aq); do docker inspect $one; docker diff $one; docker logs $one; done
pwd; echo $x $? $-; find /root | sort; cat /root/lab/* /root/lab/d/*; date"""


def state(lab: Lab) -> tuple[str, Filesystem, object, object]:
    """All that can be seen of a lab; looking is taken back."""
    shown = lab.run(PROBE)
    lab.undo()
    return shown.stdout + shown.stderr, lab.host.fs, lab.engine.buildkit, lab.engine.classic


@given(st.lists(COMMANDS, max_size=3), st.lists(COMMANDS, min_size=1, max_size=4))
@FEW
def test_undo_restores_all_that_can_be_seen_and_redo_does_it_again(before: list[str], commands: list[str]) -> None:
    lab = Lab(FILES_OF_A_LAB)
    for command in before:
        lab.run(command)
    first = state(lab)
    for command in commands:
        lab.run(command)
    moment = lab._moment()
    last = state(lab)
    lab._restore(moment)
    lab._undone.clear()
    for _ in commands:
        lab.undo()
    assert state(lab) == first
    for command in commands:
        lab.run(command)
    assert state(lab) == last, "the same commands do the same again"


@given(st.lists(COMMANDS, max_size=5), st.sampled_from(["buildkit", "classic"]), st.integers(0, 9))
@FEW
def test_a_shared_lab_is_the_same_lab(commands: list[str], builder: Builder, seed: int) -> None:
    lab = Lab(FILES_OF_A_LAB, seed, builder)
    for command in commands:
        lab.run(command)
    assert state(Lab.from_share(lab.share())) == state(lab)


# -- the cache ----------------------------------------------------------------------

LINES = st.sampled_from(
    """COPY a.txt /
COPY . /all/
COPY --chmod=600 b.txt /b
ADD d /d/
RUN cat a.txt >> /log 2>/dev/null; true
RUN echo $x $y >> /log
RUN rm -rf /all /b
RUN mkdir -p /d/e && echo 1 > /d/e/f
ENV x=1
ENV x=2 y=3
ARG y=4
ARG y
WORKDIR /d
WORKDIR sub
USER 1000
USER root
LABEL a=b
CMD ["x"]
VOLUME /v
RUN pwd >> /log
FROM busybox AS next
COPY --from=0 /etc/passwd /stolen""".splitlines()
)
CONTEXTS = st.fixed_dictionaries(
    {"a.txt": st.sampled_from(["1", "2"]), "b.txt": st.sampled_from(["1", "2"]), "d/c": st.sampled_from(["1", "2"])}
)
BUILDS = st.tuples(st.lists(LINES, max_size=6), CONTEXTS, st.sampled_from([{}, {"y": "5"}]))


def built(engine: Engine, build: tuple[list[str], dict[str, str], dict[str, str]]) -> object:
    """What a build makes, times left out: the tree and the configuration, or the error."""
    lines, files, arguments = build
    context = BuildContext.from_mapping({**files, "Dockerfile": "\n".join(["FROM busybox", *lines, ""])})
    try:
        result = engine.build(context, BuildOptions(tags=("app",), build_args=arguments))
    except LabError as exc:
        return exc.message
    if result.image is None:
        return str(result.error)
    tree = {
        path: replace(node, mtime=0, **({"entries": {}} if isinstance(node, Directory) else {}))
        for path, node in result.image.filesystem.walk()
    }
    config = replace(result.image.config, session=Session())  # the classic builder's note of the parent's ID
    return tree, config, [row.created_by for row in result.image.history]


@given(st.lists(BUILDS, min_size=2, max_size=3), st.sampled_from(["buildkit", "classic"]))
@HALF
def test_the_cache_never_changes_what_is_built(builds: list[Any], builder: Builder) -> None:
    engine = Engine(builder)
    for build in builds:
        assert built(engine, build) == built(Engine(builder), build)
    again = built(engine, builds[-1])
    assert again == built(engine, builds[-1])


@given(BUILDS, st.sampled_from(["buildkit", "classic"]))
@HALF
def test_what_is_built_can_be_saved_loaded_and_built_again(build: Any, builder: Builder) -> None:
    engine = Engine(builder)
    if not isinstance(built(engine, build), tuple):
        return
    image = engine.store.resolve("app")
    store, _ = load(save(engine.store, ["app"]), Store())
    loaded = store.resolve("app")
    assert loaded.id == image.id and loaded.diff_ids == image.diff_ids
    assert [path for path, _ in loaded.filesystem.walk()] == [path for path, _ in image.filesystem.walk()]
    assert save(store, ["app"]) == save(engine.store, ["app"])


# -- archives ---------------------------------------------------------------------------

ROW = History("2026-03-02T09:00:00Z", "COPY . / # buildkit", "buildkit.dockerfile.v0")
IMAGE = Image(ImageConfig(cmd=("sh",), env=("A=1",))).append(
    Layer({"/etc": Directory(), "/etc/motd": File(b"hi")}), ROW
)
STORE = Store().with_image(IMAGE).tag(parse("web:1"), IMAGE.id)


def members(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}  # type: ignore[union-attr]


MEMBERS = members(save(STORE, ["web:1"]))
JSON = {name: json.loads(body) for name, body in MEMBERS.items() if body.startswith((b"{", b"["))}
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2**63)
    | st.floats()
    | st.text(max_size=3)
    | st.just("sha256:" + "0" * 64),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text(max_size=3), below, max_size=2),
    max_leaves=4,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a JSON document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, below in inside for place in places(below, (*at, key)))]


def changed(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = changed(value[place[0]], place[1:], new)
    return copy


PLACES = [(name, place) for name, document in sorted(JSON.items()) for place in places(document)]


@given(st.sampled_from(PLACES), VALUES)
@TWICE
def test_any_value_anywhere_in_an_archives_json_is_read_or_refused(
    place: tuple[str, tuple[Any, ...]], new: Any
) -> None:
    name, way = place
    files = {**MEMBERS, name: json.dumps(changed(JSON[name], way, new)).encode()}
    archive = b"".join(header(Member(n, "file", len(b), 0)) + b + padding(len(b)) for n, b in files.items()) + END
    before = dict(STORE.images), dict(STORE.names)
    with contextlib.suppress(LabError):
        store, _ = load(archive, STORE, limits=Limits(10_000_000))
        for image in store.images.values():
            assert len(image.layers) == len(image.diff_ids) and image.filesystem is not None
        engine = Engine()
        engine.store = store
        for command in ("images", "history web:1", "inspect web:1", "run --rm web:1"):
            docker(engine, command.split())
    assert (dict(STORE.images), dict(STORE.names)) == before


# -- the command line -----------------------------------------------------------------------

WORDS = """build run create start stop rm rmi images ps logs exec cp diff commit save load import export tag pull push history
inspect volume system prune image container ls -a -q -f --format {{.ID}} {{json .}} {{range $x}} --filter name=one since=app -t
--rm -d -it -v data:/d -e A=1 --name one two app app:2 busybox alpine . - / a.txt one:/etc two:/ --no-trunc --target x
--build-arg y=2 -w /tmp --entrypoint sh -c ls true --mount type=tmpfs,dst=/t --network none -- -- "" sha256:00 @ : %s""".split()


@given(st.lists(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), min_size=1, max_size=6), min_size=1, max_size=4))
def test_no_sequence_of_command_lines_raises_and_every_error_is_said(lines: list[list[str]]) -> None:
    lab = Lab(FILES_OF_A_LAB)
    lab.terminal.system.budget = 20_000
    lab.run("docker build -q -t app . && docker run -d --name one app sleep 99")
    for argv in lines:
        done = docker(lab.engine, argv)
        assert 0 <= done.status <= 255
        assert done.status == 0 or done.error is None or done.error.message.split("\n")[0] in done.stderr + done.stdout
