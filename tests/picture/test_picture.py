"""Pictures as values: SVG, PNG, files."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from PIL import Image, ImageChops

from tests.conftest import ROOT
from tests.language.workflows import REGISTRY
from tests.picture.test_pictures import HOSTILE, flow
from uzo_jupyter.errors import UzoError
from uzo_jupyter.picture import Picture, graph_view
from uzo_jupyter.picture.words import WORDS
from uzo_jupyter.protocol import Graph, NodeState
from uzo_jupyter.session import Session


def pixels(data: bytes) -> Image.Image:
    """The image in PNG data."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return Image.open(io.BytesIO(data)).convert("RGBA")


@pytest.fixture
def graph() -> Graph:
    """A graph of two nodes."""
    return graph_view(flow("demo"), REGISTRY, {})


def test_a_png_has_the_size_of_the_svg_times_the_scale(graph: Graph) -> None:
    picture = Picture(graph, {})
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', picture.svg)
    assert size is not None
    width, height = (float(text) for text in size.groups())
    assert pixels(picture.png()).size == (width * 2, height * 2)
    assert pixels(picture.png(scale=0.5)).size == (width / 2, height / 2)


@pytest.mark.parametrize("status", [status for status in WORDS if status != "idle"])
def test_every_state_of_a_node_can_be_seen(graph: Graph, status: str) -> None:
    state = NodeState.model_validate({"status": status})
    before, after = (pixels(Picture(graph, states).png()) for states in ({}, {"b": state}))
    assert ImageChops.difference(before, after).convert("RGB").getbbox() is not None


def test_text_is_drawn_without_a_font_of_the_system(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    draw = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **options: draw(skip_system_fonts=True, **options))
    with_text, without = (
        pixels(Picture(graph, {"b": NodeState(status=status)}).png()) for status in ("done", "queued")
    )
    assert with_text.tobytes() != without.tobytes()
    ink = with_text.convert("RGB").getcolors(1 << 20) or []
    assert sum(number for number, colour in ink if 0 < max(colour) < 60) > 200


@pytest.mark.parametrize("text", HOSTILE)
def test_any_label_is_drawn(text: str) -> None:
    picture = Picture(graph_view(flow(text), REGISTRY, {}), {"b": NodeState(status="failed", message=text)})
    ElementTree.fromstring(picture.svg)
    assert pixels(picture.png(scale=1)).getbbox() is not None


def test_wide_labels_end_at_the_border_of_their_node() -> None:
    graph = graph_view(flow("W" * 40), REGISTRY, {})
    narrow = graph.model_copy(update={"nodes": graph.nodes[-1:], "edges": ()})
    image = pixels(Picture(narrow, {}).png(scale=1))
    margin = image.crop((image.width - 10, 0, image.width, image.height))
    assert margin.getbbox() is None


def test_a_picture_that_is_too_large_is_refused(graph: Graph) -> None:
    far = graph.nodes[0].model_copy(update={"x": 1e9, "y": 1e9})
    wide = graph.model_copy(update={"nodes": (far, *graph.nodes[1:])})
    with pytest.raises(
        UzoError, match=r"too large: 1e\+09 x 1e\+09 at 2 times\. Use a smaller scale, or SVG\."
    ):
        Picture(wide, {}).png()
    with pytest.raises(UzoError, match="too large"):
        Picture(graph, {}).png(scale=1e6)
    for scale in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(UzoError, match="cannot be scaled"):
            Picture(graph, {}).png(scale=scale)


def test_files_are_written_as_their_ending_says(graph: Graph, workplace: Path) -> None:
    picture = Picture(graph, {})
    assert picture.save("a.svg") == Path("a.svg")
    picture.save(workplace / "b.PNG")
    assert Path("a.svg").read_text("utf-8") == picture.svg
    assert Path("b.PNG").read_bytes() == picture.png()
    assert sorted(path.name for path in workplace.iterdir()) == ["a.svg", "b.PNG"]


def test_a_file_that_cannot_be_written_leaves_nothing(graph: Graph, workplace: Path) -> None:
    with pytest.raises(UzoError, match=r"a\.pdf is no picture's name\. It must end in \.svg or \.png\."):
        Picture(graph, {}).save("a.pdf")
    (workplace / "folder.svg").mkdir()
    with pytest.raises(UzoError, match=r"folder\.svg cannot be written"):
        Picture(graph, {}).save("folder.svg")
    with pytest.raises(UzoError, match="cannot be written: No such file"):
        Picture(graph, {}).save("none/a.svg")
    assert [path.name for path in workplace.iterdir()] == ["folder.svg"]


def test_a_flow_gives_a_picture_of_what_is_known_of_it(tmp_path: Path) -> None:
    session = Session({"df": pl.DataFrame({"a": [1, 2, 3]})}, tmp_path)
    live = session.open_text('x = frame("df")\ny = x.head(2)', "demo")
    before = live.picture()
    live.sample()
    after = live.picture()
    assert "not run" in before.svg
    assert "sample, 2 rows" in after.svg
    assert "sample" not in before.svg
    assert repr(after) == "<Picture of 'demo': 2 nodes>"
    assert after._repr_mimebundle_() == {"image/svg+xml": after.svg, "text/plain": repr(after)}


def test_states_are_told_in_the_words_of_the_browser() -> None:
    text = (ROOT / "labextension" / "src" / "state" / "words.ts").read_text("utf-8")
    table = re.search(r"const STATUS[^{]*\{([^}]*)\}", text)
    assert table is not None
    assert dict(re.findall(r"(\w+): '([^']*)'", table[1])) == WORDS
