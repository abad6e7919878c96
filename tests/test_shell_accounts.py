"""useradd, groupadd and usermod: the lines that Debian's shadow 4.18 added to the same files, one command after the other."""

from __future__ import annotations

from dockerlab.inode import Directory, File, Filler
from dockerlab.layer import Layer
from dockerlab.overlay import Overlay
from dockerlab.shell import System, execute
from dockerlab.union import stack

DAY = 20781
SCRIPT = """
useradd app; useradd -m -u 1500 -s /bin/bash bob; groupadd staff2; groupadd -r sys2; useradd -r -g sys2 svc
useradd app; groupadd app; usermod -aG staff2 app; useradd -d /srv/x -U -G staff2,app carol; useradd -M -N dave
groupadd -g 1001 foo; groupadd -g 3000 foo2; useradd -u 1500 dup; useradd -g nope eve; useradd -rm a9; groupadd -f app
useradd -l a4
"""
ADDED = {
    "/etc/passwd": """app:x:1000:1000::/home/app:/bin/sh bob:x:1500:1500::/home/bob:/bin/bash svc:x:996:995::/home/svc:/bin/sh
        carol:x:1501:1502::/srv/x:/bin/sh dave:x:1502:100::/home/dave:/bin/sh a9:x:995:994::/home/a9:/bin/sh
        a4:x:1503:1503::/home/a4:/bin/sh""",
    "/etc/shadow": """app:!:20781::99999:7::: bob:!:20781::99999:7::: svc:!:20781:::::: carol:!:20781::99999:7:::
        dave:!:20781::99999:7::: a9:!:20781:::::: a4:!:20781::99999:7:::""",
    "/etc/group": """app:x:1000:carol bob:x:1500: staff2:x:1501:app,carol sys2:x:995: carol:x:1502: foo:x:1001: foo2:x:3000:
        a9:x:994: a4:x:1503:""",
    "/etc/gshadow": "app:!::carol bob:!:: staff2:!::app,carol sys2:!:: carol:!:: foo:!:: foo2:!:: a9:!:: a4:!::",
    "/etc/subuid": "app:100000:65536 bob:165536:65536 carol:231072:65536 dave:296608:65536 a4:362144:65536",
}
SAID = [
    "useradd: user 'app' already exists",
    "groupadd: group 'app' already exists",
    "useradd: UID 1500 is not unique",
    "useradd: group 'nope' does not exist",
]
START = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\n_apt:x:42:65534::/nonexistent:/usr/sbin/nologin\nsystemd:x:998:998::/:/x\n"
    "messagebus:x:997:996::/nonexistent:/usr/sbin/nologin\n",
    "/etc/group": "root:x:0:\nusers:x:100:\nsystemd:x:998:\nmessagebus:x:996:\nsgx:x:997:\nnogroup:x:65534:\n",
    "/etc/shadow": "root:*:20781:0:99999:7:::\n",
    "/etc/gshadow": "root:*::\n",
    "/etc/subuid": "",
    "/etc/subgid": "",
    "/etc/login.defs": "HOME_MODE\t0700\n",
    "/etc/skel/.profile": "# hello\n",
}


def test_accounts_are_those_of_debian() -> None:
    entries = {path: Directory() for path in ("/bin", "/etc", "/etc/skel", "/home", "/srv")}
    entries |= {path: File(text.encode()) for path, text in START.items()}  # type: ignore[misc]
    for name in ("sh", "useradd", "groupadd", "usermod"):
        entries[f"/bin/{name}"] = File(Filler(9, f"program:{'dash' if name == 'sh' else name}"), 0o755)  # type: ignore[assignment]
    root = Overlay(stack([Layer(entries)]), lambda: DAY * 86400)
    system = System(root, lambda: DAY * 86400)
    result = execute(system, ["/bin/sh", "-c", SCRIPT], {"PATH": "/bin"})
    assert result.stderr.decode().splitlines() == SAID
    for path, lines in ADDED.items():
        assert root.read(path).decode().removeprefix(START[path]).split() == lines.split(), path
    homes = {path: (node.mode, node.uid, node.gid) for path, node in root.fs.walk("/home")}
    assert homes == {
        "/home/bob": (0o700, 1500, 1500),
        "/home/bob/.profile": (0o644, 1500, 1500),
        "/home/a9": (0o700, 995, 994),
        "/home/a9/.profile": (0o644, 995, 994),
    }
    assert "/etc/passwd-" in root.layer().entries, "shadow keeps what was there before"
