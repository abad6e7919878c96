"""Containers of the model against those of a real engine: stories in ``docker`` commands, endings, process trees."""

import json
import shlex
import sys
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
sys.path.insert(0, str(TESTS))

from containers.normal import normal  # noqa: E402  (found through the line above)
from containers.scenarios import IMAGES, SCENARIOS, SIGNALS, TREES  # noqa: E402

from dockerlab.build.steps import BuildOptions  # noqa: E402
from dockerlab.cli.client import Host  # noqa: E402
from dockerlab.cli.main import docker  # noqa: E402
from dockerlab.container import Options, parse_volume  # noqa: E402
from dockerlab.container.root import INIT  # noqa: E402
from dockerlab.context import BuildContext  # noqa: E402
from dockerlab.engine import Engine  # noqa: E402
from dockerlab.errors import LabError, NotModelled  # noqa: E402
from dockerlab.filesystem import Filesystem  # noqa: E402
from dockerlab.inode import Directory, File  # noqa: E402
from dockerlab.overlay import Overlay  # noqa: E402
from dockerlab.process import branches  # noqa: E402

RECORDED = json.loads((TESTS / "containers/recorded.json").read_text())
# What is known to differ: the command, and why. None of it is the container's own doing.
KNOWN = {
    "run --network none --rm busybox:lab sh -c ps": "busybox runs its own ps inside of its shell",
    **dict.fromkeys(
        [f"run --network none --rm -u {user} people id" for user in ("bob", "1000", "bob:")],
        "`id` of the lab's shell lists the primary group first",
    ),
    **dict.fromkeys(
        [
            f"exec {rest}"
            for rest in ("one nope", "one /etc", "one /etc/passwd", "one ''", "-w /nodir one ls", "-w rel one ls")
        ],
        "the client ends the runtime's message with a carriage return",
    ),
}


@cache
def prepared():
    """An engine with the images of the scenarios, put aside."""
    engine = Engine()
    engine.image("busybox:lab")
    for name, text in IMAGES.items():
        result = engine.build(BuildContext.from_mapping({"Dockerfile": text.encode()}), BuildOptions(tags=(name,)))
        assert result.error is None, result.error
    engine.clock.advance(3)
    return engine, engine.snapshot()


@pytest.fixture
def engine():
    made, saved = prepared()
    made.restore(saved)
    tree = Filesystem()
    for path, node in {
        "/root": Directory(),
        "/root/lab": Directory(),
        "/root/lab/d": Directory(),
        "/root/lab/d/one": File(b"1\n"),
        "/root/lab/d/sub": Directory(),
        "/root/lab/d/sub/two": File(b"2\n"),
        "/root/lab/ff": File(b"f\n", 0o600),
    }.items():
        tree = tree.with_node(path, node)
    made.host = Overlay(tree, made.clock.seconds)
    return made


def typed(engine, command):
    return docker(engine, shlex.split(command), host=Host(engine.host))


def test_everything_that_is_asked_was_recorded():
    assert list(RECORDED["scenarios"]) == list(SCENARIOS)
    for name, steps in SCENARIOS.items():
        assert [step["command"] for step in RECORDED["scenarios"][name]] == steps
    assert [(case["run"], case["verb"]) for case in RECORDED["signals"]] == SIGNALS
    assert [case["script"] for case in RECORDED["trees"]] == TREES * 3


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_story_goes_as_it_does_on_the_engine(engine, name):
    seen, wrong = {}, []
    for step in RECORDED["scenarios"][name]:
        command, before = step["command"], engine.clock.now
        ran = typed(engine, command)
        got = {
            "stdout": normal(b"".join(p.data for p in ran.output if p.fd == 1).decode(), command, seen),
            "stderr": normal(b"".join(p.data for p in ran.output if p.fd == 2).decode(), command, seen),
            "status": ran.status,
        }
        if "seconds" in step:
            got["seconds"] = int(engine.clock.now - before)
        wanted = {key: step[key] for key in got}
        if got != wanted and command not in KNOWN:
            wrong.append(f"$ {command}\n engine: {wanted}\n model:  {got}")
    assert not wrong, f"{len(wrong)} of {len(RECORDED['scenarios'][name])}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("case", RECORDED["signals"], ids=lambda case: f"{case['verb']} {case['run']}"[:70])
def test_a_container_ends_as_it_does_on_the_engine(engine, case):
    typed(engine, f"run -d --network none --name sg {case['run']}")
    engine.clock.advance(0.5)
    before = engine.clock.now
    ran = typed(engine, f"{case['verb']} sg")
    took = engine.clock.now - before
    container = engine.containers.find("sg")
    logs = b"".join(p.data for fd in (1, 2) for p in container.logs if p.fd == fd).decode()
    assert (ran.status, f"{container.status} {container.exit_code}") == (case["status"], case["state"])
    assert logs == case["logs"]
    assert b"".join(p.data for p in ran.output if p.fd == 2).decode() == case["stderr"]
    assert abs(took - case["seconds"]) <= 1, (took, case["seconds"])


@pytest.mark.parametrize("case", RECORDED["trees"], ids=lambda case: f"{case['shell']} {case['script']}"[:60])
def test_the_shell_stays_or_becomes_its_command(case):
    tree, _ = branches((case["shell"], "-c", case["script"]), {"T": "100"})
    lines = [" ".join(" ".join(b.argv).split()) for b in (tree, *tree.children)]
    wanted = [line.replace("?", " ") for line in case["processes"]]  # ps shows a newline as a question mark
    assert lines == wanted


# -- what no terminal shows ----------------------------------------------


def run(engine, *words, **options):
    return engine.containers.run("busybox:lab", words, Options(network="none", **options))


def test_undo_of_a_running_container(engine):
    script = "while [ ! -f /stop ]; do sleep 1; echo tick; done; exit 9"
    run(engine, "sh", "-c", script, detach=True, name="one")
    engine.clock.advance(3.5)
    saved = engine.snapshot()
    engine.containers.exec_("one", ["touch", "/stop"])
    assert engine.containers.wait("one") == 9
    engine.restore(saved)
    assert engine.containers.find("one").status == "running"
    assert engine.containers.diff("one") == ()
    engine.clock.advance(2)
    assert b"".join(p.data for p in engine.containers.logs("one")) == b"tick\n" * 5


def test_what_is_done_to_a_container_happens_at_its_time(engine):
    run(engine, "sh", "-c", "sleep 2; cat /f; sleep 2; cat /f", detach=True, name="one")
    containers = engine.containers
    containers.exec_("one", ["sh", "-c", "echo first > /f"])
    engine.clock.advance(3)
    containers.exec_("one", ["sh", "-c", "echo second > /f"])
    assert containers.wait("one") == 0
    assert b"".join(p.data for p in containers.logs("one")) == b"first\nsecond\n"


def test_two_containers_share_a_volume(engine):
    mounts = (parse_volume("shared:/v"),)
    run(engine, "sh", "-c", "sleep 5; cat /v/f", detach=True, name="reader", mounts=mounts)
    run(engine, "sh", "-c", "echo from-writer > /v/f", mounts=mounts)
    engine.containers.wait("reader")
    assert engine.containers.logs("reader")[0].data == b"from-writer\n"


def test_a_bind_mount_is_the_hosts_directory(engine):
    mounts = (parse_volume("/root/lab:/l"),)
    run(engine, "sh", "-c", "cat /l/ff > /l/d/copy; rm /l/ff", mounts=mounts)
    assert engine.host.read("/root/lab/d/copy") == b"f\n"
    assert not engine.host.exists("/root/lab/ff")


def test_a_paused_container_sleeps_on(engine):
    run(engine, "sh", "-c", "sleep 2; echo awake", detach=True, name="one")
    engine.containers.pause("one")
    engine.clock.advance(60)
    assert engine.containers.logs("one") == ()
    engine.containers.unpause("one")
    assert engine.containers.wait("one") == 0
    assert engine.containers.find("one").finished - engine.containers.find("one").started == pytest.approx(60)


def test_what_never_ends_is_refused_and_leaves_nothing(engine):
    before = len(engine.containers.all())
    for words in (["tail", "-f", "/dev/null"], ["sleep", "infinity"]):
        with pytest.raises(NotModelled, match="until it is stopped"):
            run(engine, *words)
    with pytest.raises(LabError, match="did not finish"):
        run(engine, "sh", "-c", "while :; do :; done")
    assert len(engine.containers.all()) == before


def test_what_cannot_be_followed_is_said_to_who_looks_and_to_nobody_else(engine):
    run(engine, "sh", "-c", "sleep 1; while :; do :; done", detach=True, name="busy")
    run(engine, "sleep", "1000000", detach=True, name="quiet")
    engine.clock.advance(5)
    assert [c.name for c in engine.containers.all()][:2] == ["quiet", "busy"]
    assert engine.containers.logs("quiet") == ()
    for look in (engine.containers.logs, engine.containers.stop, engine.containers.commit):
        with pytest.raises(LabError, match="did not finish"):
            look("busy")
    assert engine.containers.kill("busy").exit_code == 137
    assert engine.containers.logs("busy") == ()


def test_a_hundred_containers_share_their_image(engine):
    for n in range(100):
        run(engine, "sh", "-c", f"echo {n} > /own", name=f"c{n}")
    containers = engine.containers.all()
    image = containers[0].image
    assert all(container.image is image for container in containers)
    assert {path for container in containers for path in container.overlay.layer().entries} == {"/own"}


@pytest.mark.parametrize(
    "script",
    [
        "rm -r /gone; mkdir /gone; echo q > /gone/q; mv /a/same /a/moved; chmod 600 /a/mode; ln -s /x /ln",
        "rm -r /a; mkdir -p /a/b/c; echo new > /a/b/f; rm -r /gone",
        "mkdir /d; mv /d /e; ln /a/same /e/link; echo more >> /e/link; rm -r /etc/passwd",
        "true",
    ],
)
def test_a_committed_image_holds_what_the_container_sees(engine, script):
    engine.containers.run("tree", ["sh", "-c", script], Options(name="one", network="none"))
    image = engine.containers.commit("one")
    seen = engine.containers.find("one").overlay.fs
    for path, _ in reversed(INIT):
        seen = seen.without(path) if image.filesystem.get(path) is None else seen
    assert [(p, type(n), getattr(n, "content", "")) for p, n in seen.walk()] == [
        (p, type(n), getattr(n, "content", "")) for p, n in image.filesystem.walk()
    ]
    again = engine.containers.run(image.id, ["find", "/a", "/etc"], Options(network="none"))
    assert again.status in (0, 1)
    assert engine.containers.diff(again.container.id) == ()


def test_health(engine):
    text = "FROM busybox:lab\nHEALTHCHECK --interval=5s --retries=2 CMD test ! -f /sick\nCMD sleep 1000000\n"
    engine.build(BuildContext.from_mapping({"Dockerfile": text.encode()}), BuildOptions(tags=("checked",)))
    engine.containers.run("checked", (), Options(name="one", network="none", detach=True))

    def state():
        return engine.containers.inspect("one")["State"]["Health"]

    assert (state()["Status"], state()["Log"]) == ("starting", [])
    engine.clock.advance(5)
    assert (state()["Status"], len(state()["Log"])) == ("healthy", 1)
    engine.containers.exec_("one", ["touch", "/sick"])
    engine.clock.advance(5)
    assert (state()["Status"], state()["FailingStreak"]) == ("healthy", 1)
    engine.clock.advance(5)
    assert (state()["Status"], state()["FailingStreak"]) == ("unhealthy", 2)
    engine.containers.exec_("one", ["rm", "/sick"])
    engine.clock.advance(86_400)
    assert (state()["Status"], len(state()["Log"])) == ("healthy", 5)
    assert engine.containers.diff("one") == ()
    engine.containers.stop("one", 0)
    assert state()["Status"] == "unhealthy"


def test_addresses_on_the_bridge(engine):
    containers = engine.containers
    for name in ("one", "two"):
        containers.run("busybox:lab", ["sleep", "100"], Options(name=name, detach=True))
    assert [containers.find(name).address for name in ("one", "two")] == ["172.17.0.2", "172.17.0.3"]
    hosts = containers.exec_("two", ["cat", "/etc/hosts"]).stdout.decode()
    assert f"172.17.0.3\t{containers.find('two').short_id}\n" in hosts
    containers.remove("one", force=True)
    containers.run("busybox:lab", ["sleep", "100"], Options(name="three", detach=True))
    assert containers.find("three").address == "172.17.0.2"


def test_the_writable_layer_counts_a_symlink_by_its_target() -> None:
    """As measured with ``docker ps -s`` on overlay2: two files of two bytes, and a link to ``new``."""
    engine = Engine()
    engine.containers.run("busybox", ["sh", "-c", "cd /tmp; echo a > x; echo b > new; ln -s new link; ln x y"])
    (container,) = engine.containers.all()
    assert container.size == 7
