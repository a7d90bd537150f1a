"""Pictures and drawings cost a browser no more than a figure does, or are told in words."""

from __future__ import annotations

import base64
import io

import matplotlib.pyplot as plt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from grading.feedback.pictures import (
    MOST_DRAWN,
    MOST_PIXELS,
    drawing,
    encoded_pixels,
    is_picture,
    pixels,
)

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def encoded(kind: str, width: int, height: int, frames: int = 1) -> bytes:
    """A picture as Pillow writes it: an oracle for its size."""
    images = [Image.new("L", (width, height), shade) for shade in range(frames)]
    held = io.BytesIO()
    more = {"save_all": True, "append_images": images[1:]} if frames > 1 else {}
    images[0].save(held, kind, **more)
    return held.getvalue()


def resized(width: int, height: int) -> bytes:
    """A PNG of some bytes that says it is so large."""
    png = encoded("PNG", 1, 1)
    return png[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + png[24:]


def address(picture: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


@given(st.sampled_from(["PNG", "JPEG", "GIF"]), st.integers(1, 300), st.integers(1, 300))
def test_the_size_is_what_was_written(kind: str, width: int, height: int) -> None:
    assert pixels(encoded(kind, width, height)) == width * height


def test_a_moving_picture_has_the_size_of_its_largest_frame() -> None:
    gif = encoded("GIF", 30, 20, frames=3)
    assert pixels(gif) == 600
    place = gif.index(b"!\xf9\x04") + 8
    larger = gif[: place + 5] + b"\xff\xff\xff\xff" + gif[place + 9 :]
    assert pixels(larger) == 0xFFFF**2


@given(st.binary(max_size=60), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8", b""]))
def test_any_bytes_have_a_size_or_none(data: bytes, start: bytes) -> None:
    size = pixels(start + data)
    assert size is None or size >= 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_what_is_cut_off_before_it_says_its_size_shows_nothing(kind: str) -> None:
    whole = encoded(kind, 9, 9)
    sizes = [pixels(whole[:end]) for end in range(8, len(whole))]
    assert set(sizes) <= {0, 9, 81, None}
    assert sizes[-1] == 81


@pytest.mark.parametrize(
    "picture",
    [resized(60_000, 60_000), resized(1, 2**31), b"<svg/>", b"RIFF\0\0\0\0WEBPVP8 ", b"BM", b""],
)
def test_what_is_too_large_or_unknown_is_no_picture(picture: bytes) -> None:
    assert not is_picture(address(picture))
    assert is_picture(address(resized(5_000, 10_000)))


def test_svg_in_an_address_and_what_is_no_base64_are_no_pictures() -> None:
    assert not is_picture(address(b"<svg/>", "svg+xml"))
    assert encoded_pixels("A") is None
    assert MOST_PIXELS < 0xFFFF**2


# SVG.


def uses(levels: int, link: str = "href") -> str:
    """A circle that is used again, tenfold at each level."""
    text = f"{SVG}<g id='a0'><circle r='1'/></g>"
    for k in range(1, levels + 1):
        text += f"<g id='a{k}'>" + f"<use {link}='#a{k - 1}'/>" * 10 + "</g>"
    return f"{text}</svg>"


PICTURE = f"<image href='{address(resized(9, 9))}'/>"
COSTLY = {
    "use": uses(10),
    "use by the older name": uses(5, "xlink:href"),
    "use of itself": f"{SVG}<g id='a'><use href='#a'/></g></svg>",
    "use of each other": f"{SVG}<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>",
    "two of one name": uses(10).replace("</svg>", "<g id='a9'/></svg>"),
    "clips": f"{SVG}<clipPath id='c'>{'<path/>' * 200}</clipPath>"
    + "<g clip-path='url(#c)'/>" * 200
    + "</svg>",
    "clips by style": f"{SVG}<clipPath id='c'>{'<path/>' * 200}</clipPath>"
    + "<g style='clip-path: url( \"#c\" )'/>" * 200
    + "</svg>",
    "elements": f"{SVG}{'<path/>' * (MOST_DRAWN + 1)}</svg>",
    "depth": SVG + "<g>" * 5_000 + "</g>" * 5_000 + "</svg>",
    "entities": '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + f"{SVG}<text>&a;</text></svg>",
    "nothing": "",
    "no SVG": "<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "SVG of no namespace": "<svg><path/></svg>",
    "what is cut off": SVG,
    "length": f"{SVG}<path d='{'M0 0' * 600_000}'/></svg>",
    "pictures": f"{SVG}{PICTURE * 50}</svg>",
}


@pytest.mark.parametrize("kind", COSTLY)
def test_a_drawing_that_costs_too_much_is_none(kind: str) -> None:
    assert drawing(COSTLY[kind]) is None


def test_a_drawing_costs_what_it_draws() -> None:
    found = drawing(uses(2))
    assert found is not None
    assert 2_00 < found.cost < 500
    assert found.pixels == 0


@pytest.mark.parametrize(
    "harm",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        "<animate attributeName='x' dur='1s'/>",
        "<filter id='f'><feTurbulence numOctaves='99'/></filter>",
        "<rect filter='url(#f)'/>",
        "<rect style='filter: blur(99px)'/>",
        "<rect style='fi\\6cter: blur(99px)'/>",
        "<rect mask='url(#m)'/>",
        "<pattern id='p'/>",
        "<marker id='m'/>",
        "<path marker-mid='url(#m)'/>",
        "<path stroke-dasharray='0.0001'/>",
        "<path style='stroke-dasharray: 0.0001'/>",
        "<style>* { filter: blur(9px) }</style>",
        "<style>@import 'http://evil.example/';</style>",
        "<style>* { fill: url(http://evil.example/) }</style>",
        "<style>* { clip-path: url(#c) }</style>",
        "<image href='http://evil.example/x.png'/>",
        f"<image href='{address(resized(60_000, 60_000))}'/>",
        f"<image href='{address(b'<svg/>', 'svg+xml')}'/>",
        "<use href='http://evil.example/#a'/>",
        "<rect onload='alert(1)'/>",
        "<rect fill='url(http://evil.example/)'/>",
        "<text xml:base='http://evil.example/'>x</text>",
    ],
)
def test_what_is_no_plain_drawing_is_left_out(harm: str) -> None:
    found = drawing(f"{SVG}<rect width='7'/>{harm}</svg>")
    assert found is not None
    assert 'rect width="7"' in found.svg
    words = "script foreign animate filter fi\\6c mask pattern marker dash evil import data: onload"
    left = [word for word in (*words.split(), "style", "base") if word in found.svg]
    assert left == []


def test_a_figure_of_matplotlib_is_drawn_as_it_is() -> None:
    fig, ax = plt.subplots()
    ax.plot([0, 1, 4, 9], marker="o", label="a path")
    ax.imshow([[0, 1], [1, 0]])
    ax.scatter(range(500), range(500))
    ax.set_title("a title")
    ax.legend()
    held = io.StringIO()
    fig.savefig(held, format="svg")
    plt.close(fig)
    found = drawing(held.getvalue())
    assert found is not None
    assert found.cost < MOST_DRAWN / 4
    assert found.svg.count("use ") > 500
    assert "data:image/png;base64," in found.svg
    assert "stroke-linejoin" in found.svg
    assert "clip-path" in found.svg
