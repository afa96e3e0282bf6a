"""`Router`: from a prompt to a picture file, over loopback and over made-up transports."""

from __future__ import annotations

import asyncio
import base64
import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from pixelfare import Catalog, Picture, Policy, Router, route, shelf
from pixelfare.errors import (
    BadAnswer,
    BadCount,
    BadPrompt,
    BadRequest,
    CannotPay,
    GatewayRefused,
    GatewayUnreachable,
    NoOffer,
    UnknownGateway,
    UnknownIntent,
)
from pixelfare.sandbox import Sandbox

DAY = "2026-11-22"
CATALOG = Catalog.load(DAY)


def png(width: int = 1024, height: int = 1024, colour: str | tuple[int, ...] = "teal", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def router() -> Iterator[Router]:
    with Router("sandbox", catalog=CATALOG) as made:
        yield made


def made_up(status: int, body: Any, calls: list[httpx.Request] | None = None) -> Router:
    """A router whose sandbox says always the same."""

    def handler(request: httpx.Request) -> httpx.Response:
        if calls is not None:
            calls.append(request)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(status, content=content)

    return Router("sandbox", catalog=CATALOG, url="https://sandbox.example", http=httpx.MockTransport(handler))


# --- the way through


def test_a_picture_from_a_prompt(router: Router, home: Path) -> None:
    picture = router.generate("a lighthouse at dusk", "cheapest", size="16:9")
    assert picture.path.parent == home / ".local/share/pixelfare/pictures"
    assert picture.path.name == f"{picture.sha256[:16]}.png"
    assert picture.path.read_bytes() == picture.data
    assert (picture.media_type, str(picture.size)) == ("image/png", "1344x768")
    assert picture.decision.model == "zai/cogview-4"
    assert picture.decision.gateway == "sandbox"
    assert str(picture.decision.quote.usd) == "0.016750"
    assert (picture.notices, picture.others, picture.pictures) == ((), (), (picture,))
    with Image.open(picture.path) as image:
        assert image.size == (1344, 768)
        assert image.info["Price"] == "0.016750 USD"


SOLD = sorted(
    {(offer.model, size) for offer in CATALOG.offers(gateway="sandbox") for size in offer.sizes
     if not CATALOG.standing(offer).refusal}
)  # fmt: skip


@pytest.mark.parametrize("form", ["png", "jpeg"])
def test_every_offer_in_every_size_in_its_exact_size(form: str) -> None:
    with Sandbox(CATALOG, form=form) as sandbox, Router("sandbox", catalog=CATALOG, url=sandbox.url) as router:
        for model, size in SOLD:
            picture = router.generate("a lighthouse", size=str(size), policy=Policy(id="one").where(model=model))
            assert (picture.decision.model, picture.size) == (model, size)
            assert picture.media_type == f"image/{form}"
            assert picture.notices == ()
            with Image.open(picture.path) as image:
                assert image.size == (size.width, size.height)


def test_several_pictures(router: Router, tmp_path: Path) -> None:
    first = router.generate("a lighthouse", "cheapest", n=3, out=tmp_path / "cat.png")
    assert [p.path.name for p in first.pictures] == ["cat.png", "cat-2.png", "cat-3.png"]
    assert len({p.sha256 for p in first.pictures}) == 3
    assert first.pictures[0] is first
    assert first.decision.quote.n == 3
    assert "and 2 more" in repr(first)


def test_a_chinese_prompt_arrives_whole() -> None:
    calls: list[httpx.Request] = []
    prompt = "霓虹招牌上写着“欢迎光临” 🎉 \u202eب\x00"
    with made_up(500, {}, calls) as router, pytest.raises(GatewayRefused):
        router.generate(prompt, "cheapest")
    assert json.loads(calls[0].content)["prompt"] == prompt


def test_edit(router: Router, tmp_path: Path) -> None:
    first = router.generate("a red bicycle", "cheapest")
    file = tmp_path / "in.png"
    file.write_bytes(png(64, 64))
    for images in (first, [first], png(), [png(), file], str(file), file):
        picture = router.edit("paint it blue", images)
        assert picture.decision.needs.operation == "edit"
        assert picture.decision.request.images == (2 if isinstance(images, list) and len(images) == 2 else 1)
    masked = router.edit("paint it blue", first, mask=png(1024, 1024, (0, 0, 0, 0), "RGBA"), size="1024x1024")
    assert masked.decision.model == "openai/gpt-image-2"
    assert router.generate("paint it blue", images=[first]).decision.needs.operation == "edit"


def test_an_edit_without_a_picture_calls_nobody() -> None:
    calls: list[httpx.Request] = []
    with made_up(200, {}, calls) as router:
        for images in ([], (), None):
            with pytest.raises(BadCount, match="at least one"):
                router.edit("paint it blue", images)  # type: ignore[arg-type]
        with pytest.raises(BadCount, match="no input picture"):
            router.generate("remove the background of this photo", needs={"operation": "edit"})
    assert calls == []


def test_sync_and_async_do_the_same(router: Router) -> None:
    async def main() -> tuple[Picture, Picture, Picture]:
        made = await router.agenerate("a lighthouse", "cheapest", n=2)
        edited = await router.aedit("paint it blue", made, size="1024x1024")
        inside = router.generate("a lighthouse", "cheapest", n=2)  # sync, in a running loop
        return made, edited, inside

    made, edited, inside = asyncio.run(main())
    again = router.generate("a lighthouse", "cheapest", n=2)
    assert same(made) == same(inside) == same(again)
    assert same(edited) == same(router.edit("paint it blue", made, size="1024x1024"))


def same(picture: Picture) -> list[Any]:
    """What two orders for the same have in common: everything but the order."""
    return [(p.path, p.sha256, p.size, p.decision, p.notices) for p in picture.pictures]


def test_many_at_once() -> None:
    async def main() -> list[Picture]:
        async with Router("sandbox", catalog=CATALOG) as router:
            return await asyncio.gather(*(router.agenerate(f"a lighthouse {i}", "cheapest") for i in range(20)))

    assert len({picture.path for picture in asyncio.run(main())}) == 20


def test_a_slow_job_and_pictures_by_either_way() -> None:
    for results in ("url", "data"):
        sandbox = Sandbox(CATALOG, slow=True, polls=2, results=results)
        with sandbox, Router("sandbox", catalog=CATALOG, url=sandbox.url) as router:
            assert router.generate("a lighthouse", "cheapest").notices == ()
            assert asyncio.run(router.agenerate("a lighthouse", "cheapest")).notices == ()


def test_another_day_has_its_own_models_and_prices() -> None:
    with Router("sandbox") as router:
        then = router.generate("a lighthouse", "prompt-following", as_of="2026-05-01")
        now = router.generate("a lighthouse", "prompt-following", as_of=DAY)
    assert (then.decision.model, str(then.decision.quote.usd)) == ("openai/dall-e-3", "0.044001")
    assert (now.decision.model, str(now.decision.quote.usd)) == ("openai/gpt-image-2", "0.064000")


def test_nothing_needs_to_be_closed() -> None:
    picture = Router("sandbox", catalog=CATALOG).generate("a lighthouse", "cheapest")
    asyncio.run(Router("sandbox", catalog=CATALOG).agenerate("a lighthouse", "cheapest"))
    gc.collect()
    assert picture.data


def test_a_router_goes_on_after_close(router: Router) -> None:
    router.close()
    assert router.generate("a lighthouse", "cheapest").data
    router.close()
    router.close()


def test_httpx_is_loaded_when_somebody_is_called_and_not_before() -> None:
    code = (
        "import sys; from pixelfare import Router, Picture\n"
        "with Router('sandbox') as router:\n"
        "    router.route('a lighthouse')\n"
        "    assert not {'httpx', 'PIL', 'http.server'} & set(sys.modules)\n"
        "    router.generate('a lighthouse', 'cheapest')\n"
        "    assert 'httpx' in sys.modules"
    )
    source = str(Path(shelf.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


# --- routing


def test_route_and_quote_are_the_pure_ones(router: Router) -> None:
    decision = router.route("a lighthouse", "quality", n=2)
    assert decision == route("a lighthouse", "quality", n=2, gateway="sandbox", catalog=CATALOG)
    assert router.quote("a lighthouse", "quality", n=2) == decision.quote
    assert router.route("a lighthouse", gateway="blockrun").gateway == "blockrun"
    assert Router(catalog=CATALOG).route("a lighthouse").gateway == "blockrun"


def test_policies_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_text("id: large\nsays: As many pixels as possible.\nprefer: [{most: pixels}]\n")
    for folders in (tmp_path, str(tmp_path), [tmp_path]):
        router = Router("sandbox", catalog=CATALOG, policies=folders)
        decision = router.route("a lighthouse", "large", size=">=1MP")
        assert (decision.intent, str(decision.size)) == ("large", "4096x4096")
        assert router.route("a lighthouse", policy="large").intent == "large"
        assert router.route("a lighthouse", "cheapest").model == "zai/cogview-4"
    with pytest.raises(UnknownIntent):
        Router("sandbox", catalog=CATALOG).route("a lighthouse", "large")


# --- who is called


@pytest.mark.parametrize("gateway", [None, "blockrun", "blockrun-account", ["blockrun", "blockrun-account"]])
def test_gateways_that_want_money_are_not_called(gateway: Any, home: Path) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise AssertionError("somebody was called")

    with Router(gateway, catalog=CATALOG, http=httpx.MockTransport(handler)) as router:
        for call in (router.generate, lambda *a: asyncio.run(router.agenerate(*a))):
            with pytest.raises(CannotPay, match=r"set PIXELFARE_\w+.*Nothing was sent"):
                call("a lighthouse", "cheapest")
    assert not any(home.iterdir())


@pytest.mark.parametrize("gateway", ["any", ["blockrun", "sandbox"]])
def test_of_several_gateways_one_that_can_be_called_is_taken(gateway: Any) -> None:
    with Router(gateway, catalog=CATALOG) as router:
        assert router.generate("a lighthouse", "cheapest").decision.gateway == "sandbox"
    with Router(catalog=CATALOG) as router:
        assert router.generate("a lighthouse", "cheapest", gateway=gateway).decision.gateway == "sandbox"


def test_a_gateway_of_ones_own_that_is_free(tmp_path: Path) -> None:
    (tmp_path / "gateways").mkdir()
    (tmp_path / "gateways/mine.yaml").write_text(
        "id: mine\nname: Mine\nurl: https://mine.example\nspeaks: blockrun-images\npays: none\n"
        "charge: {markup: 0, arithmetic: exact, seen: {on: 2026-11-22, in: pixelfare}}\n"
        "seen: {on: 2026-11-22, in: pixelfare}\n"
    )
    (tmp_path / "models").mkdir()
    (tmp_path / "models/cogview.yaml").write_text(
        "extends: zai/cogview-4\noffers:\n  - at: mine\n    sizes: [64x64]\n    prices:\n"
        "      - since: null\n        per: image\n        tiers: [{any: true, usd: 0.01}]\n"
        "        seen: {on: 2026-11-22, in: pixelfare}\n"
    )
    calls: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        calls.append(str(request.url))
        return (
            httpx.Response(200, content=png(64, 64))
            if request.method == "GET"
            else httpx.Response(200, json={"data": [{"url": "https://mine.example/a.png"}]})
        )

    catalog = Catalog.load(DAY, paths=[tmp_path])
    with Router("mine", catalog=catalog, http=httpx.MockTransport(handler)) as router:
        assert str(router.generate("a lighthouse", "cheapest", size="64x64").size) == "64x64"
    assert calls == ["https://mine.example/v1/images/generations", "https://mine.example/a.png"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"url": "http://127.0.0.1:1"}, "gateway='sandbox'"),
        ({"gateway": ["blockrun", "sandbox"], "url": "https://a.example"}, "gateway='sandbox'"),
        ({"gateway": "sandbox", "url": "http://a.example"}, "not https"),
        ({"gateway": []}, "gateway"),
    ],
)
def test_bad_routers(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        Router(**options)


# --- refused before anybody is called


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"prompt": ""}, BadPrompt),
        ({"prompt": " \n"}, BadPrompt),
        ({"prompt": "x" * 100_001}, BadPrompt),
        ({"prompt": "half a \ud83d"}, BadPrompt),
        ({"prompt": 7}, BadPrompt),
        ({"n": 0}, BadCount),
        ({"n": 11}, BadCount),
        ({"size": "huge"}, BadRequest),
        ({"size": "1x1"}, NoOffer),
        ({"max_usd": 0.05}, BadRequest),
        ({"max_usd": "0.000001"}, NoOffer),
        ({"intent": "beautiful"}, UnknownIntent),
        ({"gateway": "nowhere"}, UnknownGateway),
        ({"images": [b"not a picture"]}, BadRequest),
        ({"images": ["/nowhere.png"]}, BadRequest),
        ({"images": 7}, BadRequest),
        ({"images": [png(8, 8)] * 9}, NoOffer),
        ({"images": [png(8, 8)] * 2, "mask": png(8, 8)}, Exception),
        ({"mask": png(8, 8)}, Exception),
        ({"out": "/proc/nowhere/at/all.png"}, BadRequest),
        ({"out": ""}, BadRequest),
        ({"out": "x" * 300}, BadRequest),
        ({"out": "a\0b"}, BadRequest),
        ({"out": 7}, BadRequest),
    ],
)
def test_bad_input_calls_nobody(arguments: dict[str, Any], error: type[Exception]) -> None:
    calls: list[httpx.Request] = []
    with made_up(200, {}, calls) as router, pytest.raises(error) as caught:
        router.generate(**({"prompt": "a secret lighthouse"} | arguments))
    assert calls == []
    assert "secret" not in str(caught.value)


# --- answers


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (402, {}, CannotPay),
        (403, {"error": {"message": "no a secret lighthouse"}}, GatewayRefused),
        (302, b"", GatewayRefused),
        (500, b"<html>", GatewayRefused),
        (200, b"<html>", BadAnswer),
        (200, {"data": []}, BadAnswer),
        (202, {"poll_url": "https://evil.example/"}, BadAnswer),
    ],
)
def test_an_order_is_sent_once_whatever_comes(status: int, body: Any, error: type[Exception]) -> None:
    calls: list[httpx.Request] = []
    with made_up(status, body, calls) as router:
        with pytest.raises(error) as caught:
            router.generate("a secret lighthouse", "quality")
        assert len(calls) == 1
        with pytest.raises(error) as again:
            asyncio.run(router.agenerate("a secret lighthouse", "quality"))
    assert str(caught.value) == str(again.value)
    assert "secret" not in str(caught.value)


def test_nobody_there() -> None:
    with Sandbox(CATALOG) as sandbox:
        url = sandbox.url
    with Router("sandbox", catalog=CATALOG, url=url) as router, pytest.raises(GatewayUnreachable, match="refused"):
        router.generate("a lighthouse", "cheapest")


def test_what_is_odd_is_on_the_picture() -> None:
    uri = "data:image/png;base64," + base64.b64encode(png(10, 20)).decode()
    body = {"data": [{"url": uri}], "price": {"amount": "0.015000", "currency": "USD"}}
    with made_up(200, body) as router:
        picture = router.generate("a lighthouse", "cheapest")
    assert str(picture.size) == "10x20"
    assert {notice.code for notice in picture.notices} == {"price-differs", "size-differs"}


def test_a_received_picture_is_not_lost_when_its_place_goes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = shelf.Shelf._write

    def full(self: shelf.Shelf, data: bytes, wished: Path) -> Path:
        if self.folder == tmp_path:
            raise OSError(28, "No space left on device")
        return original(self, data, wished)

    monkeypatch.setattr(shelf.Shelf, "_write", full)
    with Router("sandbox", catalog=CATALOG) as router:
        picture = router.generate("a lighthouse", "cheapest", out=tmp_path / "a.png")
    assert picture.path.parent == shelf.pictures_folder()
    assert [notice.code for notice in picture.notices] == ["stored-elsewhere"]
    assert "No space left" in picture.notices[0].message
