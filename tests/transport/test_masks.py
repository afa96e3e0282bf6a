"""A mask fits its picture, and can be made to mean the same to everybody."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelfare.errors import BadRequest, NoOffer
from pixelfare.routing import route
from pixelfare.size import Size
from pixelfare.transport import Call, InputImage, read_image
from pixelfare.transport.masks import check_mask, safe_mask

DAY = "2026-11-22"


def encoded(picture: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def plain(mode: str = "RGB", colour: Any = 0, size: tuple[int, int] = (6, 4), form: str = "PNG") -> InputImage:
    return read_image(encoded(Image.new(mode, size, colour), form))


SOURCE = plain()
CLEAR, OPAQUE = (9, 9, 9, 0), (9, 9, 9, 255)


def half(mode: str, left: Any, right: Any) -> Image.Image:
    picture = Image.new(mode, (6, 4), right)
    picture.paste(left, (0, 0, 3, 4))
    return picture


@pytest.mark.parametrize(
    "mask", [plain("RGBA", CLEAR), plain("LA", (9, 0)), read_image(encoded(half("RGBA", CLEAR, OPAQUE)))]
)
def test_good_masks(mask: InputImage) -> None:
    check_mask(mask, SOURCE)
    assert Call(url="https://g.example", model="m", prompt="p", size=Size(8, 8), images=(SOURCE,), mask=mask).mask


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        (plain("RGBA", CLEAR, (4, 6)), "the mask has 4x6 and its picture 6x4"),
        (plain("RGB"), "no alpha channel"),
        (plain("L"), "no alpha channel"),
        (plain("P"), "no alpha channel"),
        (plain("RGBA", OPAQUE), "no pixel of the mask is fully transparent"),
        (plain("RGBA", (9, 9, 9, 1)), "no pixel of the mask is fully transparent"),
        (plain("RGBA", CLEAR, form="WEBP"), "not image/webp"),
        (plain(form="JPEG"), "not image/jpeg"),
    ],
)
def test_masks_that_do_not_fit(mask: InputImage, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        check_mask(mask, SOURCE)
    with pytest.raises(BadRequest, match=said):
        Call(url="https://g.example", model="m", prompt="p", size=Size(8, 8), images=(SOURCE,), mask=mask)


def test_unread_sizes_never_agree() -> None:
    unread = InputImage(data=SOURCE.data, media_type="image/png", size=None)
    with pytest.raises(BadRequest, match="cannot be read"):
        check_mask(unread, unread)


def test_a_damaged_mask() -> None:
    data = bytearray(encoded(Image.effect_noise((90, 90), 80).convert("LA")))
    del data[200:-60]
    mask = InputImage(data=bytes(data), media_type="image/png", size=Size(6, 4))
    with pytest.raises(BadRequest, match="damaged"):
        check_mask(mask, SOURCE)


def test_without_pillow_the_header_has_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    opaque, flat = plain("RGBA", OPAQUE), plain("L")
    monkeypatch.setitem(sys.modules, "PIL", None)
    check_mask(opaque, SOURCE)
    with pytest.raises(BadRequest, match="no alpha"):
        check_mask(flat, SOURCE)
    with pytest.raises(BadRequest, match="pip install"):
        safe_mask(opaque.data)


WHITE, BLACK = (255, 255, 255, 255), (0, 0, 0, 255)
SAFE = half("RGBA", (255, 255, 255, 0), (0, 0, 0, 255))


def palette() -> Image.Image:
    picture = half("P", 1, 0)
    picture.putpalette([10, 20, 30, 40, 50, 60])
    picture.info["transparency"] = 1
    return picture


@pytest.mark.parametrize(
    "given_mask",
    [
        lambda: half("RGB", "white", "black"), lambda: half("L", 200, 100), lambda: half("1", 1, 0),
        lambda: half("RGBA", WHITE, BLACK), lambda: half("RGBA", CLEAR, OPAQUE), lambda: half("LA", (0, 0), (255, 255)),
        lambda: half("RGBA", (0, 0, 0, 0), (255, 255, 255, 255)), lambda: half("I;16", 65_535, 0),
        lambda: half("RGBA", (7, 7, 7, 127), (7, 7, 7, 128)), palette, lambda: SAFE,
    ],
)  # fmt: skip
def test_the_safe_form(given_mask: Callable[[], Image.Image]) -> None:
    made = safe_mask(encoded(given_mask()))
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.mode, picture.format) == ("RGBA", "PNG")
        assert picture.tobytes() == SAFE.tobytes()
    check_mask(read_image(made), SOURCE)


def test_other_forms_of_file() -> None:
    for form in ("JPEG", "WEBP", "GIF"):
        with Image.open(io.BytesIO(safe_mask(encoded(half("L", 255, 0), form)))) as picture:
            assert picture.size == (6, 4)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (encoded(Image.new("RGB", (6, 4))), "marks nothing"),
        (encoded(Image.new("RGBA", (6, 4), BLACK)), "marks nothing"),
        (b"hello", "no picture"),
        (encoded(Image.new("L", (6, 4), 255))[:50], "damaged"),
        (encoded(Image.new("L", (1, 1)))[:16] + b"\0\0\xff\xff\0\0\xff\xff" + bytes(20), "more than"),
    ],
)
def test_what_makes_no_mask(data: bytes, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        safe_mask(data)


@given(st.binary(min_size=4, max_size=60), st.sampled_from(["L", "LA", "RGBA"]))
def test_every_pixel_is_one_of_two_and_the_form_is_stable(pixels: bytes, mode: str) -> None:
    width = len(pixels) // len(mode)
    picture = Image.frombytes(mode, (width, 1), pixels[: width * len(mode)])
    try:
        made = safe_mask(encoded(picture))
    except BadRequest as failure:
        assert "marks nothing" in str(failure)  # noqa: PT017  nothing else may be wrong with it
        return
    with Image.open(io.BytesIO(made)) as opened:
        raw = opened.tobytes()
    assert {raw[at : at + 4] for at in range(0, len(raw), 4)} <= {b"\xff\xff\xff\0", b"\0\0\0\xff"}
    assert safe_mask(made) == made


# Who takes a mask is the catalog's to say, and routing heeds it.


def test_a_mask_goes_only_where_one_is_taken() -> None:
    image, mask = SOURCE.data, encoded(half("RGBA", CLEAR, OPAQUE))
    decision = route("paint it blue", images=[image], mask=mask, as_of=DAY)
    assert {offer.model.partition("/")[0] for offer in (decision.chosen, *decision.alternatives)} == {"openai"}
    refused = {refusal.model: refusal.code for refusal in decision.refusals}
    assert refused["google/nano-banana"] == "no-mask"
    with pytest.raises(NoOffer, match="mask"):
        route("paint it blue", images=[image, image], mask=mask, as_of=DAY)


def test_the_number_of_inputs_is_heeded() -> None:
    images = [SOURCE.data] * 4
    assert route("paint it blue", images=images, as_of=DAY).model.startswith("openai/")
    with pytest.raises(NoOffer):
        route("paint it blue", images=images * 10, as_of=DAY)
