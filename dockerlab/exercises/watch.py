"""What a build did, for a notebook: every step with its reason, as text or as a picture.

``watch`` runs commands in a lab and shows, in place of Docker's long progress, one
line for each step of each build.  ``picture`` draws the same steps.  Both only
show the trace that the build left.
"""

from __future__ import annotations

from dataclasses import dataclass

from dockerlab.build.steps import BuildResult
from dockerlab.drawing import build_graph, fitting, layer_graph, svg
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.lab import Lab, Transcript
from dockerlab.widgets.view import as_text, summary

__all__ = ["Picture", "Watched", "layers", "picture", "watch"]


@dataclass(frozen=True)
class Watched:
    """Commands, and the steps of the builds among them."""

    transcript: Transcript

    def __repr__(self) -> str:
        lines = []
        for command in self.transcript.commands:
            builds = [event for event in command.events if isinstance(event, BuildResult)]
            lines += [f"{'$' if n == 0 else '>'} {line}" for n, line in enumerate(command.text.split("\n"))]
            lines += [as_text(build) for build in builds]
            if not builds:
                lines += [text for text in (command.stdout + command.stderr).split("\n") if text]
        return "\n".join(lines)


@dataclass(frozen=True)
class Picture:
    """An SVG with a title and a description, and its text twin."""

    drawing: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_svg_(self) -> str | None:
        return self.drawing or None

    def _repr_html_(self) -> None:
        return None


def watch(lab: Lab, commands: str) -> Watched:
    """Run commands in a lab, and show what became of each step of each build."""
    return Watched(lab.run(commands))


def picture(build: BuildResult, title: str) -> Picture:
    """Draw the steps of a build; where there is no ``dot``, the text is left."""
    told = f"{title}\n{as_text(build)}"
    try:
        return Picture(fitting(svg(build_graph(build), title, f"{summary(build)} {as_text(build)}")), told)
    except LabError:
        return Picture("", told)


def layers(images: dict[str, Image], title: str) -> Picture:
    """Draw images on the layers they stand on; a layer that two share is one node."""
    lines = [title]
    for name, image in images.items():
        others = {layer.diff_id for other in images.values() if other is not image for layer in other.layers}
        own = sum(layer.diff_id not in others for layer in image.layers)
        lines.append(f"{name}: {len(image.layers)} layers, {len(image.layers) - own} of them shared")
    told = "\n".join(lines)
    try:
        return Picture(fitting(svg(layer_graph(images), title, told)), told)
    except LabError:
        return Picture("", told)
