"""The pictures: what they say, that they are safe, and that nothing but the picture needs a ``dot``."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from dockerlab.build.steps import BuildOptions
from dockerlab.context import BuildContext
from dockerlab.drawing import build_graph, layer_graph, svg
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.pictures import pictures
from dockerlab.widgets import CacheXray

DOCKERFILE = 'FROM busybox\nCOPY a.txt /\nRUN cat a.txt\nCMD ["sh"]\n'


def engine_with(*tags: str) -> Engine:
    engine = Engine()
    for tag in tags:
        context = BuildContext.from_mapping({"Dockerfile": DOCKERFILE, "a.txt": f"{tag}\n"})
        engine.build(context, BuildOptions(tags=(tag,)))
    return engine


def test_a_shared_layer_is_one_node() -> None:
    engine = engine_with("one", "two")
    images = {name: engine.store.resolve(name) for name in ("one", "two")}
    source = layer_graph(images).source
    assert source.count("shared by 2 images") == len(images["one"].layers) - 2
    assert source.count("one image only") == 4


def test_hits_and_misses_are_told_by_words_too() -> None:
    engine = engine_with("one")
    context = BuildContext.from_mapping({"Dockerfile": DOCKERFILE, "a.txt": "one\n"})
    again = build_graph(engine.build(context)).source
    assert again.count("✔ cached") == 2 and again.count("▶ built") == 0 and "· config only" in again


def test_svg_has_a_title_and_what_a_learner_wrote_stays_text() -> None:
    hostile = "FROM busybox\nRUN echo '<script>alert(1)</script>' \"]; evil [label=<<b>>\"\n"
    result = Engine().build(BuildContext.from_mapping({"Dockerfile": hostile}))
    text = svg(build_graph(result), "A <build>", "Steps & layers")
    root = ElementTree.fromstring(text)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in names and root.find("{*}title").text == "A <build>"  # type: ignore[union-attr]
    assert "&lt;script&gt;" in text


def test_without_dot_the_text_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlab.drawing.find_dot", lambda: None)
    with pytest.raises(LabError, match="no `dot`"):
        svg(layer_graph({}), "t", "d")
    xray = CacheXray({"Dockerfile": DOCKERFILE, "a.txt": "1\n"})
    bundle = xray._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "image/svg+xml" not in data and "2 steps built" in data["text/plain"]


def test_the_readme_shows_what_the_model_computes() -> None:
    folder = Path(__file__).parent.parent / "notebooks" / "pictures"
    drawn = pictures()
    assert {path.name for path in folder.iterdir()} == set(drawn)
    for name, text in drawn.items():
        assert (folder / name).read_text(encoding="utf-8") == text, (
            "run: python -m dockerlab.pictures notebooks/pictures"
        )
        assert f"notebooks/pictures/{name}" in (folder.parent.parent / "README.md").read_text(encoding="utf-8")
