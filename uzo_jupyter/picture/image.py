"""The picture as a value: SVG to look at, PNG for where SVG is not taken, files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uzo_jupyter.errors import UzoError
from uzo_jupyter.picture.svg import picture_size, svg_picture
from uzo_jupyter.protocol import Graph, NodeState

_FONTS = Path(__file__).parent / "fonts"
_FAMILY = "DejaVu Sans Condensed"
_MOST_PIXELS = 64_000_000
"""A picture of more pixels is refused: the library that draws ends the whole process when memory runs out."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A workflow as a picture, with the states and rows that its nodes had.

    Examples
    --------
    >>> picture = Picture(Graph(name="demo", nodes=(), edges=(), parameters=()), {})
    >>> picture.svg[:4], picture.png()[1:4]
    ('<svg', b'PNG')
    """

    graph: Graph
    states: Mapping[str, NodeState]

    @property
    def svg(self) -> str:
        """The picture as SVG."""
        return svg_picture(self.graph, self.states)

    def png(self, scale: float = 2.0) -> bytes:
        """The picture as PNG, with so many pixels for each of the SVG's.

        Raises
        ------
        UzoError
            When that would be too large a picture.
        """
        import resvg_py

        self._refuse_size(scale)
        fonts = [str(path) for path in sorted(_FONTS.glob("*.ttf"))]
        return resvg_py.svg_to_bytes(
            svg_string=self.svg, zoom=scale, font_files=fonts, sans_serif_family=_FAMILY
        )

    def _refuse_size(self, scale: float) -> None:
        size = picture_size(self.graph)
        pixels = size.width * size.height * scale**2
        if not math.isfinite(scale) or scale <= 0:
            raise UzoError(f"A picture cannot be scaled by {scale:g}.", hint="Give a number above 0.")
        if not pixels <= _MOST_PIXELS:
            raise UzoError(
                f"The picture would be too large: {size.width:g} x {size.height:g} at {scale:g} times.",
                hint="Use a smaller scale, or SVG.",
            )

    def save(self, path: str | Path) -> Path:
        """Write the picture; the ending of the name, ``.svg`` or ``.png``, says as what.

        Raises
        ------
        UzoError
            When the ending is another one, or the file cannot be written.
        """
        path = Path(path)
        match path.suffix.lower():
            case ".svg":
                data = self.svg.encode()
            case ".png":
                data = self.png()
            case _:
                raise UzoError(f"{path} is no picture's name.", hint="It must end in .svg or .png.")
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise UzoError(f"{path} cannot be written: {error.strerror or error}.") from None
        return path

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"image/svg+xml": self.svg, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<Picture of {self.graph.name!r}: {len(self.graph.nodes)} nodes>"
