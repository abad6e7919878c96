"""A lab on a real engine: it agrees, it leaves the engine as it was, and it touches nothing that is a person's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dockerlab.cli.client import CommandResult, Host
from dockerlab.cli.machine import HOME, machine
from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.real import Reached, Refused, Unreachable, Verification, compare, reach
from dockerlab.real.belongings import Belongings
from dockerlab.real.directory import bring_back, spread
from dockerlab.real.guard import Plan, plan
from dockerlab.shell import Output

Docker = Callable[..., "object"]
BASE = "dockerlab-test/real:1"
FILES = {"Dockerfile": f"FROM {BASE}\nCOPY a.txt /\nRUN cat a.txt > b.txt\nCMD cat b.txt\n", "a.txt": "hi\n"}
SCRIPT = """\
docker build -t lab-web .
docker run --rm lab-web
docker images lab-web
docker history lab-web
docker run -d --name lab-one lab-web sleep 100
docker exec lab-one sh -c 'echo new > /own; rm /a.txt'
docker cp lab-one:/own own.txt
cat own.txt nothing.txt
docker rm -f lab-one
docker run lab-web nothing
docker run --frobnicate lab-web
docker run --rm -i lab-web cat < a.txt
docker save -o web.tar lab-web
docker rmi -f lab-web
docker load -i web.tar
docker volume create lab-volume
docker run --rm -v lab-volume:/m lab-web touch /m/x
docker ps -a"""


# -- without an engine -------------------------------------------------------


def test_without_a_client_or_an_engine_it_says_so_and_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab(FILES)
    monkeypatch.setenv("PATH", "/nonexistent")
    answer = lab.verify()
    assert isinstance(answer, Unreachable) and "no docker client on PATH" in repr(answer)
    with pytest.raises(LabError, match="No Docker Engine is reachable"):
        Lab(engine="docker")


def test_an_engine_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    client = tmp_path / "docker"
    client.write_text("#!/bin/sh\necho Cannot connect to the Docker daemon. >&2\nexit 1\n")
    client.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert reach() == Unreachable("Cannot connect to the Docker daemon")


def theirs() -> Belongings:
    """An engine with an image, a volume and a container of a person; nobody answers there."""
    return Belongings(
        Reached("/nonexistent", "28.5", False, {}), {"a" * 64}, {"web:latest", "ubuntu:24.04"}, {"c" * 64}, {"data"}
    )


def planned(line: str, cwd: str = HOME, *, classic: bool = False) -> Plan:
    argv = line.split()[1:]
    return plan(argv, Host(machine({"d/x": ""}), cwd), theirs(), classic=classic, cidfile="/cid", iidfile="/iid")


@pytest.mark.parametrize(
    "line",
    """docker system prune -f; docker image prune -a; docker volume prune; docker container prune; docker builder prune
    docker push mine; docker login; docker --context other ps; docker -H tcp://other:1 ps; docker swarm init
    docker build -t web .; docker build -t docker.io/library/web:latest .; docker tag mine ubuntu:24.04
    docker commit one web; docker pull ubuntu:24.04; docker import x.tar web; docker rmi web; docker image rm ubuntu:24.04
    docker volume rm data; docker volume create data; docker run -v data:/d mine
    docker run --mount type=volume,src=data,dst=/d mine; docker run -v /:/host mine; docker run -v ../..:/host mine
    docker run -v /var/run/docker.sock:/s mine; docker run --mount type=bind,src=/etc,dst=/e mine
    docker run --privileged mine; docker run --device /dev/sda mine; docker run --pid host mine; docker run -p 80:80 mine
    docker run --network host mine; docker run --env-file /etc/passwd mine; docker create -v /etc:/e mine
    docker build /; docker build ..; docker build -f /etc/passwd .; docker build --iidfile /etc/x .
    docker build --secret id=a,src=/etc/shadow .; docker cp one:/x /etc/x; docker cp /etc/passwd one:/
    docker save -o /tmp/x mine; docker export -o ../x one; docker load -i /tmp/x.tar; docker import /tmp/x.tar mine
    docker build https://example.com/x.git; docker buildx create; docker context use other""".replace("\n", ";").split(";"),
)  # fmt: skip
def test_what_could_hurt_a_person_is_refused_without_asking_the_engine(line: str) -> None:
    with pytest.raises(Refused):
        planned(line.strip())


@pytest.mark.parametrize(
    ("line", "run"),
    [
        ("docker run mine ls", "run --network none --cidfile /cid mine ls"),
        ("docker container run --network none mine", "container run --cidfile /cid --network none mine"),
        ("docker build -t mine d", "build --network none --iidfile /iid -t mine d"),
        ("docker build --iidfile id .", "build --network none --iidfile id ."),
        (f"docker run -v {HOME}/d:/d mine", f"run --network none --cidfile /cid -v {HOME}/d:/d mine"),
        ("docker cp one:/x d/y", "cp one:/x d/y"),
        ("docker images", "images"),
    ],
)
def test_what_is_run_and_how(line: str, run: str) -> None:
    found = planned(line)
    assert " ".join(found.arguments) == run and not found.alone


@pytest.mark.parametrize("line", ["docker", "docker help", "docker run", "docker run --nope x", "docker ps --help"])
def test_usage_and_help_are_the_clients_own_and_need_no_engine(line: str) -> None:
    assert planned(line).alone


def test_lists_show_what_is_the_labs() -> None:
    mine, other = "a" * 12, "b" * 12
    lines = ["REPOSITORY TAG IMAGE ID\n", f"ubuntu 24.04 {mine}\n", f"lab latest {other}\n", f"sha256:{'a' * 64}\n"]
    belongings = theirs()
    assert belongings.hide(lines) == [lines[0], lines[2]]
    belongings.shared.add("ubuntu:24.04")
    assert belongings.hide(lines) == lines[:3]


def test_files_go_out_and_come_back_and_no_link_leads_out(tmp_path: Path) -> None:
    root = machine({"a.txt": "1", "d/b.txt": "2", "d/c": "3"})
    root.symlink("/etc", f"{HOME}/out")
    root.symlink("d/b.txt", f"{HOME}/in")
    root.chmod(f"{HOME}/d", 0o775)
    before = root.fs.lookup(HOME)
    spread(before, tmp_path)  # type: ignore[arg-type]
    assert not os.path.lexists(tmp_path / "out") and (tmp_path / "in").read_text() == "2"
    assert (tmp_path / "d").stat().st_mode & 0o777 == 0o775
    events = len(root.events)
    bring_back(before, tmp_path, root, HOME)  # type: ignore[arg-type]
    assert len(root.events) == events, "nothing has changed"
    (tmp_path / "d" / "b.txt").write_text("new")
    (tmp_path / "d" / "c").unlink()
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "f").write_bytes(b"\xff")
    bring_back(before, tmp_path, root, HOME)  # type: ignore[arg-type]
    assert root.read(f"{HOME}/in") == b"new" and root.read(f"{HOME}/e/f") == b"\xff"
    assert root.listdir(f"{HOME}/d") == ["b.txt"] and root.exists(f"{HOME}/out")


def test_a_table_that_no_client_lays_out_so_is_a_difference() -> None:
    def printed(text: str) -> CommandResult:
        return CommandResult(0, (Output(1, text.encode()),), text="docker volume ls")

    right = "DRIVER    VOLUME NAME\nlocal     data\n"
    assert compare([printed(right)], [printed(right)], "28.5.2").agrees
    assert not compare([printed(right.replace("  ", "   "))], [printed(right)], "28.5.2").agrees


def test_a_step_that_was_in_the_engines_cache_before_counts_for_nothing() -> None:
    printed = '#0 building with "x"\n\n#1 [2/2] RUN a\n{}\n\n'
    command = "docker build ."
    sides = [CommandResult(0, text=command), CommandResult(0, text=command)]
    rows = []
    for side, end in zip(sides, ("#1 0.1 out\n#1 DONE 0.1s", "#1 CACHED"), strict=True):
        from dataclasses import replace

        rows.append(replace(side, output=(Output(2, printed.format(end).encode(), 0),)))
    cold, warm = rows
    found = compare([cold], [warm], "28.5")
    assert found.agrees and found.warm == 1 and "in its build cache from before" in str(found)
    assert not compare([warm], [cold], "28.5").agrees


# -- with one ----------------------------------------------------------------


@pytest.fixture(scope="module")
def engine_with_base(docker: Docker, busybox: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Docker]:
    """The test engine with a base image, and a scratch directory that the engine sees where it has a root of its own."""
    folder = tmp_path_factory.mktemp("base")
    shutil.copy(Path(busybox).resolve(), folder / "busybox")
    (folder / "Dockerfile").write_text(
        'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\nCMD ["sh"]\n'
    )
    classic = os.environ | {"DOCKER_BUILDKIT": "0"}  # BuildKit's cache would hold the layers, with their sizes
    docker("build", "-q", "--network", "none", "-t", BASE, str(folder), env=classic)
    docker("save", "-o", str(folder / "base.tar"), BASE)
    docker("image", "rm", "-f", BASE)
    docker("load", "-i", str(folder / "base.tar"))  # a loaded layer counts the lengths of links in its size
    yield docker
    docker("image", "rm", "-f", BASE, check=False)


def everything(docker: Docker) -> list[bytes]:
    asked = ("images", "-a", "--no-trunc"), ("ps", "-a", "--no-trunc"), ("volume", "ls")
    return [docker(*words, "--format", "json").stdout.split(b'"CreatedSince"')[0] for words in asked]  # type: ignore[attr-defined]


@pytest.mark.requires("engine", "busybox")
@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_the_model_agrees_and_the_engine_is_left_as_it_was(engine_with_base: Docker, builder: str) -> None:
    before = everything(engine_with_base)
    lab = Lab(FILES, builder=builder)  # type: ignore[arg-type]
    lab.run(SCRIPT)
    lab.write("a.txt", "ho\n")
    lab.run("docker build -t lab-web . && docker run --rm lab-web")
    lab.run(f"docker rmi {BASE}\ndocker tag lab-web {BASE}\ndocker system prune -af")
    found = lab.verify()
    assert isinstance(found, Verification)
    assert found.agrees and found.compared == 19, str(found)
    assert len(found.left_out) == 3 and "is not the lab's" in str(found)
    assert everything(engine_with_base) == before


@pytest.mark.requires("engine", "busybox")
def test_a_difference_is_shown(engine_with_base: Docker) -> None:
    lab = Lab(
        {**FILES, "Dockerfile": f"FROM {BASE}\nRUN cat /proc/sys/kernel/ostype > /t; uname -r > /v\nCMD cat /v\n"}
    )
    lab.run("docker build -q -t lab-web . && docker run --rm lab-web")
    found = lab.verify()
    assert isinstance(found, Verification) and not found.agrees
    assert "1 went differently" in str(found) and "-6.8.0-52-generic" in str(found)


@pytest.mark.requires("engine", "busybox")
def test_a_lab_on_the_engine(engine_with_base: Docker) -> None:
    before = everything(engine_with_base)
    lab = Lab(FILES, engine="docker")
    try:
        done = lab.run(
            "docker build -q -t lab-web . > id.txt && docker run --rm lab-web && echo $(cat id.txt) | cut -c1-7"
        )
        assert done.status == 0 and done.stdout == "hi\nsha256:\n", str(done)
        assert lab.run("docker ps -aq").stdout == "" and "lab-web" in lab.run("docker images").stdout
        assert "real engine cannot be undone" in lab.undo() and "Docker Engine" in repr(lab)
        refused = lab.run("cd /etc; docker build .")
        assert refused.status == 3 and "outside of the lab's directory" in refused.stderr
    finally:
        lab.close()
    assert everything(engine_with_base) == before
    assert lab.real is not None and not lab.real._work.exists()
