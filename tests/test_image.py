"""Images: their JSON is the engine's, to the byte; changing one gives another."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from dockerlab.digest import sha256
from dockerlab.errors import ArchiveError
from dockerlab.image import Healthcheck, History, Image, ImageConfig, Session, seconds_of, set_env
from dockerlab.image.gojson import dumps, loads
from dockerlab.inode import Directory, File, Symlink
from dockerlab.layer import Layer

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
LAYER = Layer({"/etc": Directory(), "/etc/motd": File(b"hi"), "/l": Symlink("12345")})
FULL = ImageConfig(
    user="nobody",
    exposed_ports=("80/tcp", "53/udp"),
    env=(PATH, "A=1"),
    entrypoint=("/bin/sh", "-ec", "echo hi"),
    cmd=("a",),
    volumes=("/data",),
    working_dir="/w",
    labels=(("z", "1"), ("a", "x & <y>")),
    stop_signal="SIGINT",
    args_escaped=True,
    healthcheck=Healthcheck(("CMD-SHELL", "echo hi && true"), 5 * 10**9, 3 * 10**9, 10**9, 0, 2),
    on_build=("RUN echo hi",),
    shell=("/bin/sh", "-ec"),
)
# What Docker 28.5.2 stored for that configuration, built by BuildKit and by the classic builder.
BUILDKIT = (
    r'{"User":"nobody","ExposedPorts":{"53/udp":{},"80/tcp":{}},"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:'
    r'/usr/bin:/sbin:/bin","A=1"],"Entrypoint":["/bin/sh","-ec","echo hi"],"Cmd":["a"],"Volumes":{"/data":{}},'
    r'"WorkingDir":"/w","Labels":{"a":"x \u0026 \u003cy\u003e","z":"1"},"StopSignal":"SIGINT","ArgsEscaped":true,'
    r'"Healthcheck":{"Test":["CMD-SHELL","echo hi \u0026\u0026 true"],"Interval":5000000000,"Timeout":3000000000,'
    r'"StartPeriod":1000000000,"Retries":2},"OnBuild":["RUN echo hi"],"Shell":["/bin/sh","-ec"]}'
)
CLASSIC = (
    r'{"Hostname":"","Domainname":"","User":"nobody","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,'
    r'"ExposedPorts":{"53/udp":{},"80/tcp":{}},"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["PATH=/usr/local'
    r'/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","A=1"],"Cmd":["a"],"Healthcheck":{"Test":["CMD-SHELL",'
    r'"echo hi \u0026\u0026 true"],"Interval":5000000000,"Timeout":3000000000,"StartPeriod":1000000000,"Retries":2},'
    r'"ArgsEscaped":true,"Image":"sha256:8f69","Volumes":{"/data":{}},"WorkingDir":"/w","Entrypoint":["/bin/sh","-ec",'
    r'"echo hi"],"OnBuild":["RUN echo hi"],"Labels":{"a":"x \u0026 \u003cy\u003e","z":"1"},"StopSignal":"SIGINT",'
    r'"Shell":["/bin/sh","-ec"]}'
)
# `docker commit` of `docker run -d -t --hostname foo --stop-signal SIGINT --stop-timeout 3 busybox:lab true`
COMMIT = (
    r'{"Hostname":"foo","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,'
    r'"Tty":true,"OpenStdin":false,"StdinOnce":false,"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:'
    r'/sbin:/bin"],"Cmd":["true"],"Image":"busybox:lab","Volumes":null,"WorkingDir":"/","Entrypoint":null,'
    r'"OnBuild":null,"Labels":{},"StopSignal":"SIGINT","StopTimeout":3}'
)


def test_both_layouts_to_the_byte() -> None:
    assert dumps(FULL.oci()).decode() == BUILDKIT
    assert dumps(replace(FULL, session=Session(image="sha256:8f69")).container()).decode() == CLASSIC
    session = Session(hostname="foo", tty=True, image="busybox:lab", stop_timeout=3)
    made = ImageConfig(env=(PATH,), cmd=("true",), working_dir="/", labels=(), stop_signal="SIGINT", session=session)
    assert dumps(made.container()).decode() == COMMIT


@pytest.mark.parametrize("text", [BUILDKIT, CLASSIC, COMMIT])
def test_configurations_read_back(text: str) -> None:
    config = ImageConfig.from_json(json.loads(text))
    assert text in (dumps(config.oci()).decode(), dumps(config.container()).decode())


def test_an_empty_build() -> None:
    """`FROM scratch` and metadata alone: BuildKit writes nulls, the classic builder leaves the DiffIDs out."""
    image = Image(ImageConfig(env=(PATH,), working_dir="/"))
    assert image.json.endswith(b'"created":null,"history":[],"os":"linux","rootfs":{"type":"layers","diff_ids":null}}')
    classic = replace(image, flavour="classic", created="2026-11-24T21:59:53.601331439Z")
    assert classic.json.endswith(b'"os":"linux","rootfs":{"type":"layers"}}')


def test_append_shares_and_renames() -> None:
    base = Image(ImageConfig(cmd=("sh",)))
    one = base.append(LAYER, History("2026-03-02T09:00:00Z", "COPY . / # buildkit"))
    two = one.append(
        None, History("2026-03-02T09:00:01Z", "ENV A=1", empty_layer=True), one.config.with_env({"A": "1"})
    )
    assert two.layers[0] is one.layers[0]
    assert two.filesystem is one.filesystem
    assert len({base.id, one.id, two.id}) == 3
    assert two.id == sha256(two.json)
    assert two.created == "2026-03-02T09:00:01Z"
    assert base.layers == ()
    assert repr(one).endswith("1 layers, 2 bytes)")
    assert two.chain_ids == two.diff_ids == (LAYER.diff_id,)


def test_raw_is_kept_only_while_it_is_true() -> None:
    image = Image(FULL).append(LAYER, History("2026-03-02T09:00:00Z", "COPY . /"))
    spaced = json.dumps(json.loads(image.json), indent=1).encode()
    loaded = Image.from_json(spaced, image.layers)
    assert loaded.json == spaced and loaded == image and loaded.id != image.id
    changed = replace(loaded, author="me")
    assert changed.json != spaced and json.loads(changed.json)["author"] == "me"
    assert loaded.append(None, History(created_by="CMD", empty_layer=True)).raw is None


def test_sizes_count_links_only_where_the_engine_does() -> None:
    assert Image(layers=(LAYER,)).size == 2
    assert Image(layers=(replace(LAYER, unpacked=True),)).size == 7


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'"x"',
        b"{",
        b'{"os":1}',
        b'{"config":[]}',
        b'{"config":{"Env":[1]}}',
        b'{"config":{"Env":"a"}}',
        b'{"config":{"Labels":{"a":1}}}',
        b'{"config":{"Healthcheck":{"Interval":"x"}}}',
        b'{"history":[1]}',
        b'{"history":{}}',
        b'{"rootfs":{"diff_ids":["sha256:0"]}}',
        b'{"os":"linux","os":"linux"}',
        b"[" * 5000 + b"]" * 5000,
        b'{"a":' * 200 + b"1" + b"}" * 200,
        b'{"os":NaN}',
        b"\xff\xfe",
    ],
)
def test_broken_configurations_are_refused(raw: bytes) -> None:
    with pytest.raises(ArchiveError):
        Image.from_json(raw, ())


def test_go_spelling() -> None:
    assert dumps({"a": "\u2028<&>\x7f\n\x01é", "b": "\udcff"}) == (
        b'{"a":"\\u2028\\u003c\\u0026\\u003e\x7f\\n\\u0001\xc3\xa9","b":"\\ufffd"}'
    )
    assert loads(b'{"a":["{[\\"", {}]}', "test") == {"a": ['{["', {}]}


def test_environment() -> None:
    assert set_env(("A=1", "B=2", "A=3"), {"A": "x"}) == ("A=x", "B=2", "A=3")
    assert ImageConfig().with_labels({"a": "1"}).with_labels({"a": "2", "b": "3"}).labels == (("a", "2"), ("b", "3"))


def test_times() -> None:
    assert seconds_of("2026-11-24T21:58:58.470011797Z") == pytest.approx(1795557538.470011)
    assert seconds_of("2026-11-24T21:58:58+01:00") == 1795553938
    assert seconds_of("") == seconds_of("yesterday") == seconds_of("2026-13-45T99:99:99Z") == 0


def test_a_thousand_steps() -> None:
    image = Image().append(LAYER, History())
    for number in range(1500):
        image = image.append(None, History(created_by=f"ENV N={number}", empty_layer=True))
    assert image.filesystem.exists("/etc/motd")
