"""The small web application that the tasks of notebook 8 build."""

from __future__ import annotations

from dockerlab.exercises.exercise import Case
from dockerlab.exercises.project import Build, Project, content, output

__all__ = ["DOCKERFILE", "FILES", "application", "image_is_right", "work_is_done"]

# In the lab nothing is downloaded: `sleep` takes the time that pip and a style compiler would.
DOCKERFILE = """FROM busybox
ARG VERSION=1
WORKDIR /app
COPY requirements.txt .
RUN sleep 40; sort requirements.txt > installed.txt
COPY . .
RUN wc -l app.py > lines.txt
LABEL maintainer=ada
CMD ["cat", "lines.txt"]
"""
# The Dockerfile is ignored: copied by `COPY . .`, it would make every edit of itself a miss of that step.
FILES = {
    ".dockerignore": "Dockerfile\n.dockerignore\nnotes.md\n",
    "README.md": "# A small application\n",
    "app.py": "print('hello')\n",
    "notes.md": "call Ada\n",
    "requirements.txt": "redis==5.0\nflask==3.0\n",
    "static/style.css": "body { color: black }\n",
}


def application(dockerfile: str = DOCKERFILE) -> Project:
    """Return the application with a Dockerfile."""
    return Project({**FILES, "Dockerfile": dockerfile})


def produced(project: Project, args: dict[str, str]) -> dict[str, str]:
    """Return what each produced file must hold, given the files that it is made from."""
    files = project.files
    styles = [files[name] for name in sorted(files) if name.startswith("static/")]
    return {
        "/app/app.py": files["app.py"],
        "/app/installed.txt": "".join(f"{line}\n" for line in sorted(files["requirements.txt"].splitlines())),
        "/app/lines.txt": f"{files['app.py'].count(chr(10))} app.py\n",
        "/app/site.css": "".join(styles),
        "/app/version.txt": f"{args.get('VERSION', '0')}\n",
    }


def image_is_right(builds: list[Build], paths: tuple[str, ...]) -> Case:
    """After every build: are the files in the image that the application needs, and made from the newest sources?"""
    name = (
        "after every build the image works: " + ", ".join(path.rpartition("/")[2] for path in paths) + " are up to date"
    )
    for build in builds:
        wanted = produced(build.project, dict(build.edit.args) if build.edit else {})
        for path in paths:
            seen = content(build.result, path)
            if seen is None or seen.split() != wanted[path].split():
                told = "is not in the image" if seen is None else f"holds {seen[:80]!r}"
                tag = "M12" if seen is None else "M15" if path == "/app/version.txt" else "M2"
                return Case(
                    name, False, f"{build.words}: {path} {told}", f"{path} holds {wanted[path]!r}", tag, gate=True
                )
    printed = output(builds[-1].result)
    if printed.split() != produced(builds[-1].project, {})["/app/lines.txt"].split():
        return Case(name, False, f"docker run prints {printed[:80]!r}", "it prints lines.txt, as before", gate=True)
    return Case(name, True, gate=True)


def work_is_done(builds: list[Build], cost: dict[str, float]) -> Case:
    """Was the slow work really done whenever what it works on had changed? ``cost`` is its seconds by file.

    A Dockerfile that is fast because it leaves the work out is no solution.
    """
    name = "nothing is left out: what has to be made again is made again"
    before: Project | None = None
    for build in builds:
        changed = [file for file in cost if before is None or before.files[file] != build.project.files[file]]
        needed = sum(cost[file] for file in changed)
        if build.seconds < needed:
            what = " and ".join(f"{file} ({cost[file]:.0f} s)" for file in changed)
            return Case(
                name, False, f"{build.words}: built in {build.seconds:.0f} s",
                f"the work on {what} takes {needed:.0f} s; sleeping plays that work, so it stays in its RUN",
                "M2", gate=True,
            )  # fmt: skip
        before = build.project
    return Case(name, True, gate=True)
