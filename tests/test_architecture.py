"""The shape of the package: reading order is import order, modules stay small, importing it is cheap."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "dockerlab"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
LONGEST = 300
# Names that say nothing about Docker.
EMPTY_NAMES = re.compile(r"util|helper|manager|mixin|factory|(^|_)(base|common|misc)(_|$)")
HEAVY = {"IPython", "graphviz", "anywidget", "ipywidgets", "traitlets", "jupyter_client", "nbformat"}


def reading_order() -> list[str]:
    """The list in CONTRIBUTING.md, the only one there is."""
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## The reading order")[1]
    block = section.split("```text\n")[1].split("```")[0]
    return [line.split()[0] for line in block.splitlines() if line.strip()]


ORDER = reading_order()


def unit(path: Path) -> str:
    """The name of the module or package right under ``dockerlab`` that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def dotted(path: Path) -> str:
    parts = ["dockerlab", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place(name: str) -> int:
    """Where a module stands in the reading order."""
    assert name in ORDER, f"add {name} to the reading order in CONTRIBUTING.md"
    return ORDER.index(name)


NAMES = {dotted(path): path for path in MODULES}


def imports(path: Path) -> Iterator[str]:
    """Every module of the package that a file imports, anywhere in it, as a dotted name."""
    here = dotted(path)
    package = here if path.name == "__init__.py" else here.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names if alias.name.split(".")[0] == "dockerlab")
            case ast.ImportFrom(module, names, level):
                start = ".".join(package.split(".")[: len(package.split(".")) - level + 1]) if level else ""
                source = ".".join(part for part in (start, module or "") if part)
                if source.split(".")[0] == "dockerlab":
                    for (
                        alias
                    ) in names:  # `from dockerlab import lab` imports a module, `from dockerlab.lab import Lab` a name
                        yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in NAMES else source


def test_the_order_names_every_module_once() -> None:
    assert len(ORDER) == len(set(ORDER)) > 20
    there = {unit(path) for path in MODULES} - {"__init__", "__main__"}
    assert there <= set(ORDER), f"add to the reading order in CONTRIBUTING.md: {sorted(there - set(ORDER))}"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_imports_only_those_above_it(path: Path) -> None:
    me = unit(path)
    for name in imports(path):
        other = name.split(".")[1] if "." in name else ""
        if me in ("__init__", "__main__"):
            assert not other or place(other) < place("drawing") or me == "__main__", f"dockerlab imports {name}"
        elif other != me:
            assert other, f"{me} imports the whole package: name the module"
            assert place(other) < place(me), f"{me} imports {name}, which comes later in the reading order"


def test_no_circle_inside_a_package() -> None:
    """Within a package the order is free, but there is one."""
    # `import a.b` also runs a/__init__.py; that edge is Python's, not the author's, and is left out.
    graph = {name: {other for other in imports(path) if other != name} for name, path in NAMES.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, "a circle: " + " -> ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_is_short_well_named_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST, "split it by topic"
    assert not EMPTY_NAMES.search(path.stem), f"{path.stem} does not say what is in it"
    assert ast.get_docstring(ast.parse(text)), "a module says in plain words what the thing is"


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; before = set(sys.modules); import dockerlab; print(*(set(sys.modules) - before))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "dockerlab" in loaded
    assert not {name.split(".")[0] for name in loaded} & HEAVY


def test_the_model_itself_loads_nothing_heavy() -> None:
    """Everything above the leaves works where no notebook is installed."""
    model = [name for name in ORDER[: ORDER.index("drawing")] if f"dockerlab.{name}" in NAMES]
    script = (
        f"import importlib, sys\nfor name in {model}: importlib.import_module('dockerlab.' + name)\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in done.stdout.split()} & HEAVY


def test_the_checks_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "digest.py").write_text("def f():\n    from dockerlab.lab import Lab\n")
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    with pytest.raises(AssertionError, match="later in the reading order"):
        test_a_module_imports_only_those_above_it(tmp_path / "digest.py")
