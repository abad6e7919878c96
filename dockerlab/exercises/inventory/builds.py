"""Questions about Dockerfiles, their context and the build cache."""

from __future__ import annotations

from dockerlab.exercises.inventory.item import Item, printed, ran

__all__ = ["BUILDS"]


def rebuilt_after(commands: str, dockerfile: str, **files: str) -> tuple[list[str], int]:
    """Build, run commands, build again; return the verdicts of the second build's steps below FROM, and its status."""
    named = {name.replace("_", "."): text for name, text in files.items()}
    lab, _ = ran({"Dockerfile": dockerfile, ".dockerignore": "Dockerfile\n", **named}, "docker build -q .")
    again = lab.run(f"{commands}\ndocker build -q .")
    return [step.verdict for step in again.builds[-1].steps if step.verdict in ("CACHED", "RUN")], again.status


def edited_file() -> str:
    dockerfile = "FROM busybox\nCOPY a.txt /\nRUN cat /a.txt\nCOPY app.py /\nRUN cat /app.py\n"
    verdicts, _ = rebuilt_after("echo 2 > app.py", dockerfile, app_py="1\n", a_txt="1\n")
    by_verdict = {
        ("RUN",) * 4: "all",
        ("CACHED", "CACHED", "RUN", "RUN"): "below",
        ("CACHED", "CACHED", "RUN", "CACHED"): "line",
    }
    one, two, three, four = verdicts
    return by_verdict[one, two, three, four]


def touched_file() -> str:
    verdicts, _ = rebuilt_after("touch app.py", "FROM busybox\nCOPY app.py /\n", app_py="1\n")
    return "cached" if verdicts == ["CACHED"] else "again"


def stale_index() -> str:
    dockerfile = "FROM debian:13\nRUN apt-get update\nRUN apt-get install -y curl\n"
    verdicts, _ = rebuilt_after("sleep 3d; sed -i 's/curl/curl jq/' Dockerfile", dockerfile)
    return "old" if verdicts[0] == "CACHED" else "new"


def token_in_history() -> str:
    dockerfile = "FROM busybox\nARG TOKEN\nRUN echo fetch with $TOKEN > /dev/null\n"
    commands = "docker build -q --build-arg TOKEN=s3cret -t app . && docker history --no-trunc app"
    _, shown = ran({"Dockerfile": dockerfile}, commands)
    return "history" if "s3cret" in shown.stdout else "nobody"


def parent_folder() -> str:
    commands = "mkdir app; mv Dockerfile app; docker build -q app"
    _, shown = ran({"Dockerfile": "FROM busybox\nCOPY ../secret.txt /\n", "secret.txt": "s\n"}, commands)
    return "fails" if shown.status else "copied"


CD = {"/srv": "`/srv`", "/": "`/`", "error": "nothing: `cd` fails in a Dockerfile"}
ARG = {"v1": "`v1`", "v": "`v`", "error": "nothing: the build fails"}


def directory_lasts() -> str:
    _, shown = ran({"Dockerfile": "FROM busybox\nRUN cd /srv || mkdir /srv && cd /srv\nRUN pwd > /out\n"}, BUILD)
    return printed(CD, shown.stdout)


BUILD = "docker build -q -t app . > /dev/null && docker run --rm app cat /out"


def arg_above_from() -> str:
    _, shown = ran({"Dockerfile": 'ARG VERSION=1\nFROM busybox\nRUN echo "v$VERSION" > /out\n'}, BUILD)
    return printed(ARG, shown.stdout)


def copied_directory() -> str:
    commands = "mkdir src; mv a.py src; docker build -q -t app . && docker run --rm app find /app -name a.py"
    _, shown = ran({"Dockerfile": "FROM busybox\nCOPY src /app/\n", "a.py": "1\n"}, commands)
    return {"/app/a.py": "content", "/app/src/a.py": "directory"}[shown.stdout.splitlines()[-1]]


def added_archive() -> str:
    commands = "tar -czf app.tar.gz a.py && docker build -q -t app . && docker run --rm app ls /srv"
    _, shown = ran({"Dockerfile": "FROM busybox\nADD app.tar.gz /srv/\n", "a.py": "1\n"}, commands)
    return "unpacked" if shown.stdout.splitlines()[-1] == "a.py" else "file"


def after_a_failure() -> str:
    lab, shown = ran({"Dockerfile": "FROM busybox\nRUN echo 1 > /a\nRUN false\n"}, "docker build .")
    assert shown.status
    return "image" if lab.engine.store.listed(every=True) else "nothing"


def below_a_volume() -> str:
    dockerfile = "FROM busybox\nVOLUME /data\nRUN mkdir -p /data && echo 1 > /data/f\n"
    kept = []
    for builder in "01":
        lab, _ = ran({"Dockerfile": dockerfile}, f"DOCKER_BUILDKIT={builder} docker build -q -t app .")
        kept.append(lab.engine.store.resolve("app").filesystem.exists("/data/f"))
    return {(False, False): "lost", (False, True): "buildkit", (True, True): "kept"}[kept[0], kept[1]]


BUILDS = (
    Item(
        "M12",
        "The context of a build is the folder `app`. Its Dockerfile says `COPY ../secret.txt /`. The build…",
        {
            "copied": "copies the file from the folder above",
            "fails": "fails: it sees nothing but its context",
            "root": "copies it if it runs as root",
        },
        parent_folder,
        6,
    ),
    Item(
        "M18",
        "`src` holds `a.py`. After `COPY src /app/` the file is at…",
        {"directory": "`/app/src/a.py`", "content": "`/app/a.py`", "both": "both places"},
        copied_directory,
        6,
    ),
    Item(
        "M2",
        "You edit `app.py`, which only the last `COPY` copies; a `RUN` stands below it. What runs again?",
        {"all": "everything", "line": "that `COPY` alone", "below": "that `COPY` and the `RUN` below it"},
        edited_file,
        8,
    ),
    Item(
        "M21",
        "`touch app.py` gives a file a new date. In the next build, `COPY app.py /`…",
        {
            "again": "runs again: the file is newer",
            "cached": "comes from the cache",
            "asks": "runs again only with BuildKit",
        },
        touched_file,
        8,
    ),
    Item(
        "M25",
        "With BuildKit, the third step of a build fails. What can be started with `docker run`?",
        {
            "image": "an image of the last step that went well",
            "nothing": "nothing: the build left no image",
            "container": "the container of the failed step",
        },
        after_a_failure,
        9,
    ),
    Item(
        "M13",
        "`RUN cd /srv`, and in the next line `RUN pwd`. It prints…",
        CD,
        directory_lasts,
        10,
    ),
    Item(
        "M15",
        '`ARG VERSION=1` stands above `FROM`; below stands `RUN echo "v$VERSION"`. It prints…',
        ARG,
        arg_above_from,
        10,
    ),
    Item(
        "M20",
        "`ADD app.tar.gz /srv/` puts into `/srv`…",
        {"file": "the archive, as `COPY` would", "unpacked": "what is in the archive", "both": "both"},
        added_archive,
        10,
    ),
    Item(
        "M5",
        "`RUN apt-get update`, below it `RUN apt-get install -y curl`. Three days later `jq` is added to the second. "
        "The build uses the list of packages…",
        {"new": "of that day", "old": "of three days ago", "none": "of neither: it asks the mirror for each package"},
        stale_index,
        10,
    ),
    Item(
        "M27",
        "`VOLUME /data`, below it `RUN mkdir -p /data && echo 1 > /data/f`. Is the file in the image?",
        {"lost": "no", "buildkit": "built with BuildKit yes, with the classic builder no", "kept": "yes"},
        below_a_volume,
        10,
    ),
    Item(
        "M9",
        "A token is given with `--build-arg TOKEN=…` and used in a `RUN`. Who can read it afterwards?",
        {
            "nobody": "nobody: an `ARG` ends with the build",
            "history": "everybody who has the image",
            "host": "only who has the machine it was built on",
        },
        token_in_history,
        12,
    ),
)
