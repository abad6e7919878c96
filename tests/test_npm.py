"""npm on the lab's registry: the tree, the lock file, what it says, and what it leaves behind."""

from __future__ import annotations

import json

import pytest

from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.errors import NotModelled
from dockerlab.inode import File, Symlink
from dockerlab.mirror import timestamp
from dockerlab.mirror.npm import npm_package, packages
from dockerlab.shell.programs.packages.semver import satisfies

DAY = 86_400
APP = {"name": "app", "version": "1.0.0", "dependencies": {"lodash": "^4.17.0"}}


def build(
    *commands: str, project: object = None, engine: Engine | None = None, base: str = "node:22.22.0", **files: str
) -> BuildResult:
    texts = {name.replace("_", "-") + ".json": text for name, text in files.items()}
    texts |= {"package.json": json.dumps(project, indent=2)} if project else {"note": "x"}
    text = f"FROM {base}\nWORKDIR /app\nCOPY . .\n" + "".join(f"RUN {command}\n" for command in commands)
    return (engine or Engine()).build(BuildContext.from_mapping(texts), BuildOptions(), dockerfile=text)


def said(result: BuildResult, fd: int = 1, step: int = -1) -> str:
    return "".join(o.data.decode() for o in result.steps[step].output if o.fd == fd)


def read(result: BuildResult, path: str) -> str:
    assert result.image is not None, result.error
    node = result.image.filesystem.get(path)
    assert isinstance(node, File) and isinstance(node.content, bytes)
    return node.content.decode()


def version(result: BuildResult, path: str) -> str:
    rows = json.loads(read(result, "/app/package-lock.json"))["packages"]
    return str(rows[path]["version"])


def test_every_release_needs_only_what_the_lab_has_on_any_day() -> None:
    found, _ = packages()
    days = sorted({d for p in found.values() for d in p.versions.values() if d.startswith("2026")})
    for package in found.values():
        for release in package.releases.values():
            assert release.fields["Integrity"].startswith("sha512-") and (release.files or release.json("Os")), release
            for name, wanted in {**release.needs(), **release.needs("Optional")}.items():
                for day in [d for d in ("2026-03-02", *days) if d >= package.versions[release.version]]:
                    fitting = [v for v in found[name].published(timestamp(day)) if satisfies(v, wanted)]
                    assert fitting[-1] in found[name].releases, (release.name, name, wanted, day)


def test_two_versions_lie_in_two_folders() -> None:
    result = build("npm install", project={**APP, "dependencies": {"express": "^5.1.0", "morgan": "^1.10.0"}})
    assert version(result, "node_modules/debug") == "4.4.3"
    assert version(result, "node_modules/morgan/node_modules/debug") == "2.6.9"
    assert version(result, "node_modules/morgan/node_modules/ms") == "2.0.0"
    assert "\nadded 65 packages in " in said(build("npm install express@5.2.1", project={"name": "app"})), "as in life"


def test_a_lock_file_holds_the_version_and_its_absence_does_not() -> None:
    engine = Engine()
    first = build("npm install", project=APP, engine=engine)
    assert version(first, "node_modules/lodash") == "4.17.23"
    lock = read(first, "/app/package-lock.json")
    engine.clock.advance(40 * DAY)
    assert version(build("npm install # again", project=APP, engine=engine), "node_modules/lodash") == "4.18.1"
    again = build("npm ci", project=APP, engine=engine, package_lock=lock)
    assert read(again, "/app/package-lock.json") == lock and "added 1 package in " in said(again)
    hidden = json.loads(read(again, "/app/node_modules/.package-lock.json"))
    assert hidden["packages"]["node_modules/lodash"]["version"] == "4.17.23"


def test_the_lock_file_is_npms() -> None:
    lock = read(build("npm install", project={**APP, "dependencies": {"ms": "^2.1.0"}}), "/app/package-lock.json")
    assert lock == (
        '{\n  "name": "app",\n  "version": "1.0.0",\n  "lockfileVersion": 3,\n  "requires": true,\n  "packages": {\n'
        '    "": {\n      "name": "app",\n      "version": "1.0.0",\n      "dependencies": {\n        "ms": "^2.1.0"\n'
        '      }\n    },\n    "node_modules/ms": {\n      "version": "2.1.3",\n'
        '      "resolved": "https://registry.npmjs.org/ms/-/ms-2.1.3.tgz",\n      "integrity": "sha512-'
        '6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==",\n'
        '      "license": "MIT"\n    }\n  }\n}\n'
    )


@pytest.mark.parametrize(
    ("command", "range_"),
    [
        ("npm install ms", "^2.1.3"), ("npm i -E ms", "2.1.3"), ("npm i ms@2.0.0", "^2.0.0"), ("npm i ms@2", "^2.1.3"),
        ("npm i 'ms@~2.1.0'", "~2.1.0"),
    ],
)  # fmt: skip
def test_what_goes_into_package_json(command: str, range_: str) -> None:
    result = build(command, project={"name": "app"})
    assert json.loads(read(result, "/app/package.json"))["dependencies"] == {"ms": range_}


def test_without_dev() -> None:
    project = {**APP, "devDependencies": {"nodemon": "^3.1.0"}}
    result = build("npm install", "npm install --omit=dev", project=project)
    assert "added 30 packages in" in said(result, step=-2) and "removed 29 packages in" in said(result)
    assert result.image is not None and result.image.filesystem.get("/app/node_modules/nodemon") is None
    assert json.loads(read(result, "/app/package-lock.json"))["packages"]["node_modules/nodemon"]["dev"] is True
    by_environment = build("NODE_ENV=production npm install", project=project)
    assert "added 1 package in" in said(by_environment)


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        ("npm install nosuch-xyz", 1, "npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/nosuch-xyz\n"),
        ("npm install express@99", 1, "npm error code ETARGET\nnpm error notarget No matching version found for express@99.\n"),
        ("npm install lodash@4.18.1", 1, "npm error notarget No matching version found for lodash@4.18.1.\n"),
        ("npm install", 254, "npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/app/"),
        ("npm ci", 1, "npm error The `npm ci` command can only install with an existing package-lock.json or\n"),
    ],
)  # fmt: skip
def test_refusals_in_npms_words(command: str, status: int, words: str) -> None:
    result = build(command)
    assert result.steps[-1].status == status and words in said(result, 2)
    log = "npm error A complete log of this run can be found in: /root/.npm/_logs/2026-03-02T09_00_0"
    assert said(result, 2).splitlines()[-1].startswith(log)


def test_ci_wants_lock_file_and_project_to_agree() -> None:
    lock = read(build("npm install", project={**APP, "dependencies": {"ms": "^2.1.0"}}), "/app/package-lock.json")
    result = build("npm ci", project={**APP, "dependencies": {"ms": "^1.0.0"}}, package_lock=lock)
    assert "npm error Invalid: lock file's ms@2.1.3 does not satisfy ms@1.0.0\n" in said(result, 2)


def test_programs_are_linked() -> None:
    result = build("npm install -g cowsay", "npm install cowsay", project=APP)
    assert "added 41 packages in" in said(result, step=-2) and result.image is not None
    tree = result.image.filesystem
    assert tree.get("/usr/local/bin/cowsay") == Symlink("../lib/node_modules/cowsay/cli.js", mtime=tree_time(result))
    link = tree.get("/app/node_modules/.bin/cowsay")
    assert isinstance(link, Symlink) and link.target == "../cowsay/cli.js"


def tree_time(result: BuildResult) -> int:
    assert result.image is not None
    node = result.image.filesystem.get("/usr/local/bin/cowsay")
    assert isinstance(node, Symlink)
    return node.mtime


def test_the_cache_stays_in_the_layer_unless_it_is_cleaned_in_the_same_run() -> None:
    sizes = []
    for commands in (
        ["npm install"],
        ["npm install && npm cache clean --force"],
        ["npm install", "npm cache clean --force"],
    ):
        image = build(*commands, project={**APP, "dependencies": {"express": "^5.0.0"}}).image
        assert image is not None
        sizes.append(sum(layer.size for layer in image.layers[-2:]))
    kept, cleaned, too_late = sizes
    assert cleaned < kept / 2 and too_late >= kept / 2


def test_word_of_a_newer_npm_comes_once() -> None:
    result = build("npm install", "npm install", project=APP)
    assert "npm notice New major version of npm available! 10.9.4 -> 11.10.1\n" in said(result, 2, -2)
    assert said(result, 2) == "" and said(result).startswith("\nup to date in ")


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("npm install react", "the package react"), ("npm start", "npm start without such a script"), ("npm install ./here", "npm install ./here"),
        ("npm install express@4.10.0", "express@4.10.0"), ("node server.js", "the program node"), ("npm i -g npm@11", "npm replacing itself"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_refused(command: str, what: str) -> None:
    error = build(command, project=APP).error
    assert isinstance(error, NotModelled) and what in str(error)


def test_versions() -> None:
    assert said(build("node --version && npm --version")) == "v22.22.0\n10.9.4\n"
    assert said(build("node -v && npm -v", base="node:24.13.1-alpine")) == "v24.13.1\n11.8.0\n"
    assert said(build("python3 --version && python -V", base="python:3.12-slim")) == "Python 3.12.12\n" * 2
    result = build("python -m pip install --root-user-action=ignore cowsay==6.1", base="python:3.12-slim")
    assert said(result).endswith("Successfully installed cowsay-6.1\n")


def test_a_version_of_tomorrow_is_not_there_today() -> None:
    lodash = npm_package("lodash")
    assert lodash is not None and "4.18.1" not in lodash.published(timestamp("2026-03-02"))


SCRIPTS = {
    "name": "app",
    "version": "1.0.0",
    "scripts": {"build": "echo one; exit 3", "prebuild": "echo pre", "test": "echo t $0", "posttest": "echo post", "go": "sleep 99"},
}  # fmt: skip


def test_scripts_run_with_those_before_and_behind_them() -> None:
    text = "\n> app@1.0.0 {}\n> {}\n\n{}\n"
    failed = build("npm run build", project=SCRIPTS)
    assert said(failed) == text.format("prebuild", "echo pre", "pre") + text.format("build", "echo one; exit 3", "one")
    assert failed.steps[-1].status == 3
    assert said(build("npm test", project=SCRIPTS)) == text.format("test", "echo t $0", "t sh") + text.format(
        "posttest", "echo post", "post"
    )
    assert said(build("npm -s run build || true", project=SCRIPTS)) == "pre\none\n"
    assert said(build("npm run -s test x", project=SCRIPTS)) == "t sh x\npost\n"
    missing = build("npm run nothing", project=SCRIPTS)
    assert said(missing, 2).startswith(
        'npm error Missing script: "nothing"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n'
    )


def test_npm_as_the_first_process_of_a_container_is_refused_where_it_waits() -> None:
    engine = Engine()
    image = build("true", project=SCRIPTS, engine=engine).image
    assert image is not None
    container = engine.containers.create(image.id, ["npm", "run", "go"])
    engine.containers.start(container.name)
    with pytest.raises(NotModelled, match="npm as the first process"):
        engine.containers.stop(container.name)
