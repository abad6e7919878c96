"""Questions about images, layers and names."""

from __future__ import annotations

from dockerlab.exercises.inventory.item import Item, ran
from dockerlab.inode import File
from dockerlab.lab import Lab

__all__ = ["IMAGES"]

MB = 1_000_000


def size_of(lab: Lab, name: str) -> int:
    """Return the size of an image in bytes."""
    return lab.engine.store.resolve(name).size


def deleted_later() -> str:
    dockerfile = f"FROM busybox\nRUN dd if=/dev/zero of=/big bs={MB} count=10\nRUN rm /big\n"
    lab, _ = ran({"Dockerfile": dockerfile}, "docker build -q -t app .")
    before = size_of(lab, "app")
    lab.run("docker builder prune -af")
    lab.run("docker pull -q busybox")
    grown = before - size_of(lab, "busybox")
    return "smaller" if grown < MB else "larger" if size_of(lab, "app") == before else "cache"


def two_containers() -> str:
    commands = """docker run --name one busybox rm /etc/passwd
docker run --rm busybox ls /etc/passwd
docker commit one changed
docker run --rm busybox ls /etc/passwd"""
    _, shown = ran({}, commands)
    there, still = (command.status == 0 for command in (shown.commands[1], shown.commands[3]))
    return "gone" if not there else "there" if still else "commit"


def kernel_of_alpine() -> str:
    lab, shown = ran({}, "docker run --rm alpine uname -r")
    return "host" if shown.stdout == lab.run("uname -r").stdout else "image"


def layers_added() -> str:
    dockerfile = 'FROM busybox\nENV A=1\nCOPY a.txt /\nLABEL b=2\nCMD ["cat", "/a.txt"]\n'
    lab, _ = ran({"Dockerfile": dockerfile, "a.txt": "hi\n"}, "docker pull -q busybox && docker build -q -t app .")
    added = len(lab.engine.store.resolve("app").layers) - len(lab.engine.store.resolve("busybox").layers)
    return {1: "one", 4: "four", 5: "five"}[added]


def missing_row() -> str:
    _, shown = ran(
        {}, "docker pull -q python:3.13-slim; docker history python:3.13-slim; docker run --rm python:3.13-slim true"
    )
    assert "<missing>" in shown.stdout
    return "normal" if shown.status == 0 else "damaged"


def nameless_image() -> str:
    lab = Lab({"Dockerfile": "FROM busybox\nRUN echo one > /a\n"})
    old = lab.run("docker build -q -t app .").stdout.strip()
    lab.run("sed -i s/one/two/ Dockerfile; docker build -q -t app .")
    store = lab.engine.store
    return (
        "old"
        if old in store.images and not any(name.tag for name in store.references(store.resolve(old).id))
        else "copy"
    )


def sizes_add_up() -> str:
    one, two = (f"FROM busybox\nRUN dd if=/dev/zero of=/base bs={MB} count=75\nRUN echo {n} > /n\n" for n in "12")
    lab, _ = ran({"one": one, "two": two}, "docker build -q -t one -f one . && docker build -q -t two -f two .")
    sizes = sum(size_of(lab, name) for name in ("one", "two"))
    disk = sum(layer.size for layer in lab.engine.store.layers().values())
    return "sum" if disk >= sizes else "once"


def newest() -> str:
    commands = """sed s/NEW/2/ in > Dockerfile; docker build -q -t app:2 -t app .
sed s/NEW/1/ in > Dockerfile; docker build -q -t app:1 -t app .
docker run --rm app cat /version"""
    _, shown = ran({"in": "FROM busybox\nRUN echo NEW > /version\n"}, commands)
    return "last" if shown.commands[-1].stdout == "1\n" else "newest"


def two_hashes() -> str:
    from dockerlab.registry import Registry

    lab, _ = ran({}, "docker pull -q alpine")
    assert isinstance(lab.engine.registry, Registry)
    diff_ids = set(lab.engine.store.resolve("alpine").diff_ids)
    shown = lab.run("docker pull alpine:3.22").stdout
    short = {diff_id.partition(":")[2][:12] for diff_id in diff_ids}
    lines = {
        line.partition(":")[0] for line in shown.splitlines() if "Pull complete" in line or "Already exists" in line
    }
    return "two" if lines and not lines & short else "same"


def fewer_layers() -> str:
    def rebuilt(dockerfile: str) -> float:
        lab, _ = ran({"Dockerfile": dockerfile}, "docker build -q .")
        lab.run("sed -i s/two/three/ Dockerfile")
        (build,) = lab.run("docker build -q .").builds
        return sum(step.seconds for step in build.steps)

    one = rebuilt("FROM busybox\nRUN sleep 40; echo one > /a; echo two > /b\n")
    two = rebuilt("FROM busybox\nRUN sleep 40; echo one > /a\nRUN echo two > /b\n")
    return "no" if two < one else "yes"


def one_byte() -> str:
    dockerfile = f"FROM busybox\nRUN dd if=/dev/zero of=/big bs={MB} count=10\nRUN chmod 600 /big\n"
    lab, _ = ran({"Dockerfile": dockerfile}, "docker build -q -t app .")
    top = lab.engine.store.resolve("app").layers[-1]
    stored = sum(entry.size for entry in top.entries.values() if isinstance(entry, File))
    return "whole" if stored >= 10 * MB else "nothing" if stored == 0 else "bits"


IMAGES = (
    Item(
        "M6",
        "A container deletes `/etc/passwd`. A second container is started from the same image. In it the file is…",
        {"gone": "gone as well", "there": "still there", "commit": "gone once the first container is committed"},
        two_containers,
        1,
    ),
    Item(
        "M22",
        "The tag `latest` of an image means…",
        {
            "newest": "the newest version",
            "last": "whatever was last built or pushed under that name",
            "auto": "the version that Docker keeps up to date by itself",
        },
        newest,
        1,
    ),
    Item(
        "M23",
        "`docker pull` prints a hash for a layer, `docker inspect` shows the hashes of the image's layers. They are…",
        {
            "same": "the same",
            "two": "different: one is of the layer as it travels, one of the layer unpacked",
            "random": "new on every machine",
        },
        two_hashes,
        1,
    ),
    Item(
        "M7",
        "`docker run alpine uname -r` on a Debian host prints the version of…",
        {"image": "Alpine's kernel", "host": "the host's kernel", "docker": "a kernel that Docker brings"},
        kernel_of_alpine,
        2,
    ),
    Item(
        "M8",
        "`FROM busybox`, then `ENV`, `COPY`, `LABEL` and `CMD`, a line each. How many layers are added to busybox's?",
        {"five": "five", "four": "four", "one": "one"},
        layers_added,
        3,
    ),
    Item(
        "M19",
        "Two images of about 80 MB each share the layers of their 79 MB base. On the disk they take…",
        {"sum": "about 160 MB", "once": "a little over 80 MB", "zip": "less than 80 MB: layers are stored compressed"},
        sizes_add_up,
        3,
    ),
    Item(
        "M1",
        "One `RUN` makes a file of 10 MB, the next deletes it. Compared with an image without both, this one is…",
        {"smaller": "as small", "larger": "10 MB larger", "cache": "10 MB larger until the build cache is emptied"},
        deleted_later,
        4,
    ),
    Item(
        "M16",
        "A file of 10 MB lies in a lower layer. `RUN chmod 600` on it makes the image larger by…",
        {"nothing": "nothing", "bits": "a few bytes", "whole": "10 MB"},
        one_byte,
        4,
    ),
    Item(
        "M10",
        "`docker history` of a pulled image shows `<missing>` in most rows. This means…",
        {
            "damaged": "these layers are damaged",
            "normal": "nothing is wrong: there is no image of its own for such a row here",
            "pull": "these layers are still to be pulled",
        },
        missing_row,
        7,
    ),
    Item(
        "M11",
        "After a second `docker build -t app .`, `docker images` shows an image `<none>`. It is…",
        {
            "failed": "a build that failed",
            "old": "the old image, whose name has moved to the new one",
            "copy": "a copy of the new one",
        },
        nameless_image,
        7,
    ),
    Item(
        "M24",
        "All `RUN`s of a Dockerfile are joined into one. This is…",
        {
            "yes": "always better: fewer layers, a smaller and faster image",
            "no": "worse where parts of it could have come from the cache",
            "same": "the same: layers are an inner matter of Docker",
        },
        fewer_layers,
        12,
    ),
)
