"""The public API as a type checker sees it: checked by mypy --strict, never run. To change it is to change users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import assert_type

from pixelfare import (
    AsyncX402Transport,
    Budget,
    Catalog,
    Decision,
    Ledger,
    Needs,
    Picture,
    Policy,
    Quote,
    Receipt,
    Router,
    Size,
    Wallet,
    X402Transport,
    errors,
    read,
    route,
)


def routing() -> None:
    d = assert_type(route("a cat"), Decision)
    assert_type(d.model, str)
    assert_type(d.gateway, str)
    assert_type(d.size, Size)
    assert_type(d.quality, str | None)
    assert_type(d.quote, Quote)
    assert_type(d.needs, Needs)
    assert_type(d.usd, Decimal)
    assert_type(d.n, int)
    assert_type(d.as_of, date)
    assert_type(d.explain(), str)
    assert_type(d.to_json(), str)
    assert_type(Decision.from_json(d.to_json(include_prompt=True)), Decision)
    for way in d.alternatives:
        assert_type(way.usd, Decimal)
    for refusal in d.refusals:
        assert_type(refusal.reason, str)
    for warning in d.warnings:
        assert_type(warning.code, str)


def every_argument(
    images: Sequence[object],
    gateways: Iterable[str],
    catalog: Catalog,
    policy: Policy,
    needs: Needs,
    some: Mapping[str, object],
) -> None:
    route(
        "a cat",
        "cheapest",
        images=images,
        mask=b"",
        size="16:9",
        quality="high",
        n=2,
        gateway="any",
        max_usd="0.05",
        as_of="2026-11-22",
    )
    route(
        "a cat",
        size=Size(1024, 1024),
        gateway=gateways,
        max_usd=Decimal("0.05"),
        as_of=date(2026, 11, 22),
        catalog=catalog,
        policy=policy,
    )
    route("a cat", size=(1024, 1024), max_usd=1, needs=needs)
    route("a cat", needs=dict(some), policy="mine.yaml")
    route("a cat", max_usd=0.05)  # type: ignore[arg-type]
    route("a cat", n="1")  # type: ignore[arg-type]
    route("a cat", "cheapest", ())  # type: ignore[call-arg]


def reading() -> None:
    needs = assert_type(read("a cat", images=()), Needs)
    assert_type(needs.language, str)
    assert_type(needs.lettering, frozenset[str])
    assert_type(needs.capabilities, frozenset[str])
    assert_type(needs.size_hint, str | None)
    assert needs.operation in ("generate", "edit")
    for span in needs.spans:
        assert_type((span.start, span.end, span.fact), tuple[int, int, str])


def catalogs() -> None:
    catalog = assert_type(Catalog.load(as_of="2026-11-22", paths=["mine", Path("theirs")]), Catalog)
    quote = assert_type(
        catalog.quote(model="cogview-4", gateway="blockrun", size="1024x1024", quality=None, n=1), Quote
    )
    assert_type(quote.micro_usd, int)
    assert_type(quote.usd, Decimal)
    assert_type((quote.base, quote.markup, quote.fee, quote.rounding), tuple[int, int, int, int])
    assert_type(quote.sources[0].source, str)
    assert_type(catalog.at("2026-05-01"), Catalog)
    assert_type(list(catalog.models), list[str])
    assert_type(catalog.offers(model="cogview-4")[0].sizes, tuple[Size, ...])
    catalog.quote("cogview-4")  # type: ignore[call-arg]


def policies() -> None:
    policy = assert_type(Policy.load("mine.yaml"), Policy)
    assert_type(policy.where(gateway="blockrun").under("0.05"), Policy)
    assert_type(policy.to_yaml(), str)


def drawing() -> None:
    with Router(gateway="sandbox") as router:
        picture = assert_type(router.generate("a cat", "cheapest", size="3:2"), Picture)
        assert_type(picture.path, Path)
        assert_type(picture.size, Size)
        assert_type(picture.decision, Decision)


async def drawing_async(router: Router) -> None:
    assert_type(await router.agenerate("a cat"), Picture)


def failing() -> None:
    try:
        route("a cat", size="9999x9999")
    except errors.NoOffer as nothing:
        assert_type(nothing.relax, tuple[str, ...])
    except errors.UnknownName as unknown:
        assert_type(unknown.suggestions, tuple[str, ...])
    except errors.FileError as broken:
        assert_type((broken.file, broken.line, broken.path), tuple[str | None, int | None, str])
    except errors.PixelfareError as other:
        assert_type(other.code, str)


def paying(wallet: Wallet, ledger: Ledger) -> None:
    router = Router("blockrun", wallet, Budget(day="5", labels={"agent": {"day": "1"}}), ledger, label="agent")
    picture = assert_type(router.generate("a cat", key="cat-1"), Picture)
    assert_type(picture.receipt, Receipt)
    assert_type(picture.receipt.paid_usd, Decimal | None)
    assert_type(picture.receipt.money, str)
    for one in router.recover():
        assert_type(one.receipt, Receipt)
    for order in ledger.orders(states=["unknown"]):
        assert_type(order.evidence, tuple[str, ...])
    for done in router.generate_many(["a cat", {"prompt": "a dog", "size": "16:9"}], at_once=2):
        assert_type(done.picture, Picture | None)
    assert_type(router.dry_run("a cat").problems, tuple[str, ...])
    X402Transport(wallet, cap="0.10", total=Decimal(1))
    AsyncX402Transport(wallet, "0.10", network="base-sepolia")
    try:
        router.edit("paint it blue", "https://example.com/cat.png")
    except errors.GatewayError as failure:
        assert_type(failure.money, str)
    except errors.OverBudget as failure:
        assert_type(failure.most, int)
