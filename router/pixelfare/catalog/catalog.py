"""The catalog on one day: models, gateways, offers and exact quotes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pixelfare.catalog.book import Book
from pixelfare.catalog.lifecycle import Standing, events_of, standing
from pixelfare.catalog.load import load_book
from pixelfare.catalog.own_scores import with_scores
from pixelfare.catalog.pricing import Quote, check_n, price_offer
from pixelfare.catalog.scores import Benchmark, NeedsBook, Score
from pixelfare.catalog.values import Charge, Event, Gateway, Model, Offer, Source
from pixelfare.dates import parse_date
from pixelfare.errors import BadRequest, QuoteRefused, UnknownGateway, UnknownModel, UnknownQuality
from pixelfare.memory import Memory
from pixelfare.size import DEFAULT_SIZE, Size, as_size
from pixelfare.words import DEFAULT_GATEWAY

__all__ = ["Catalog"]

_MOST_DAYS = 16


class Catalog:
    """What can be bought on one day, and for how much.

    Make one with `Catalog.load`. A catalog never changes; `at` gives another day of the same one.
    """

    def __init__(self, book: Book, as_of: date, days: Memory[Catalog] | None = None) -> None:
        self._book = book
        self._as_of = as_of
        self._days: Memory[Catalog] = Memory(_MOST_DAYS) if days is None else days
        self._by_gateway: dict[str, tuple[Offer, ...]] = {}
        self._events: dict[str, tuple[Event, ...]] = {}
        self._memories: dict[str, Memory[Any]] = {}

    @classmethod
    def load(cls, as_of: date | str | None = None, paths: Iterable[str | Path] = ()) -> Catalog:
        """Load the catalog that ships with pixelfare, with folders of one's own on top.

        Args:
            as_of: The day it is to show; today where nothing is given.
            paths: Folders laid out like the shipped one (`models/`, `gateways/`, `sources.yaml`); a later file of the
                same id replaces an earlier one, a file with `extends` adds to it.

        Raises:
            CatalogError: A file breaks a rule; the error has file, line and path.
            BadDate: `as_of` is not a date.

        Example:
            >>> Catalog.load(as_of="2026-11-22").quote(model="cogview-4", size="1344x768").usd
            Decimal('0.016750')
        """
        if isinstance(paths, str | Path) or not isinstance(paths, Iterable):
            raise BadRequest(f"paths is a list of folders, not {paths!r:.60}")
        folders = list(paths)
        if not all(isinstance(folder, str | Path) for folder in folders):
            raise BadRequest("paths is a list of folders, each as text or a Path")
        return cls(load_book(tuple(map(Path, folders))), _today() if as_of is None else parse_date(as_of))

    def at(self, as_of: date | str) -> Catalog:
        """The same catalog on another day; days are remembered, so that going back and forth costs nothing."""
        day = parse_date(as_of)
        if day == self._as_of:
            return self
        self._days.keep(self._as_of, self)
        return self._days.recall(day, lambda: Catalog(self._book, day, self._days))

    def with_scores(self, file: str | Path) -> Catalog:
        """The same catalog with scores of your own, which count as one more table.

        Args:
            file: A CSV with the columns model, need, score (0 to 1) and n, the number of pictures behind the score.

        Raises:
            CatalogError: It is no such file; the error has the line.
        """
        return Catalog(with_scores(self._book, Path(file)), self._as_of)

    def altered(
        self, *, offers: Callable[[Offer], Offer] | None = None, models: Mapping[str, Model] | None = None
    ) -> Catalog:  # fmt: skip
        """The same catalog with other offers or models: for asking what if.

        Args:
            offers: Gives what takes the place of each offer.
            models: Models that take the place of those of the same id.
        """
        book = self._book
        changed = tuple(book.offers if offers is None else map(offers, book.offers))
        people = {**book.models, **(models or {})}
        what = repr([*(new for new, old in zip(changed, book.offers, strict=True) if new != old), models])
        digest = hashlib.sha256(f"{book.digest} {what}".encode()).hexdigest()
        return Catalog(replace(book, offers=changed, models=people, digest=digest), self._as_of)

    def __repr__(self) -> str:
        models, gateways = len(self.models), len(self.gateways)
        return f"<Catalog of {self._as_of}: {models} models, {gateways} gateways, {self.digest[:12]}>"

    def memory(self, name: str, most: int) -> Memory[Any]:
        """What others computed from this catalog, and may keep as long as it lives."""
        found = self._memories.get(name)
        return self._memories.setdefault(name, Memory(most)) if found is None else found

    @property
    def as_of(self) -> date:
        """The day it shows."""
        return self._as_of

    @property
    def digest(self) -> str:
        """What identifies the files it was read from."""
        return self._book.digest

    @property
    def models(self) -> Mapping[str, Model]:
        """Every model by id, routable or not."""
        return self._book.models

    @property
    def gateways(self) -> Mapping[str, Gateway]:
        """Every gateway by id, reference ones included."""
        return self._book.gateways

    @property
    def sources(self) -> Mapping[str, Source]:
        """Every source by id."""
        return self._book.sources

    @property
    def benchmarks(self) -> Mapping[str, Benchmark]:
        """Every benchmark and preference board by id."""
        return self._book.benchmarks

    @property
    def scores(self) -> tuple[Score, ...]:
        """Every published figure; knowledge does not travel in time, so all of them on every day."""
        return self._book.scores

    @property
    def needs(self) -> NeedsBook:
        """Which columns of figures speak for which need."""
        return self._book.needs

    def model(self, name: str) -> Model:
        """A model by its id or another name of it.

        Raises:
            UnknownModel: Nobody is called so; the error has the nearest names.
        """
        known = isinstance(name, str) and name in self.models
        id_ = name if known else self._book.names.get(str(name).lower())
        if id_ is None:
            raise UnknownModel(name, self.models, self._book.names)
        return self.models[id_]

    def gateway(self, name: str) -> Gateway:
        """A gateway by id.

        Raises:
            UnknownGateway: Nobody is called so.
        """
        found = self.gateways.get(name) if isinstance(name, str) else None
        if found is None:
            raise UnknownGateway(name, self.gateways)
        return found

    def offers(self, *, model: str | None = None, gateway: str | None = None) -> tuple[Offer, ...]:
        """Offers in the order of their ids, those a gateway mirrors included, whether or not they can be bought.

        Args:
            model: Only of this model.
            gateway: Only at this gateway.

        Raises:
            UnknownModel: No such model.
            UnknownGateway: No such gateway.
        """
        wanted = None if model is None else self.model(model).id
        places = sorted(self.gateways) if gateway is None else [self.gateway(gateway).id]
        found = [o for place in places for o in self._at(place) if wanted is None or o.model == wanted]
        return tuple(sorted(found, key=lambda o: (o.model, o.gateway)))

    def standing(self, offer: Offer) -> Standing:
        """Whether an offer can be bought on this day, by its lifecycle."""
        model = self.models[offer.model]
        if model.id not in self._events:
            self._events[model.id] = events_of(model, self.models, self._as_of)
        return standing(offer, model, self._events[model.id], self._places(offer.gateway), self._as_of)

    def _places(self, gateway: str | None) -> Iterator[str]:
        """A gateway, the one it mirrors, the one that one mirrors, ..."""
        while gateway is not None:
            yield gateway
            gateway = self.gateways[gateway].mirrors

    def charge(self, gateway: str) -> Charge | None:
        """A gateway's charge rule: its own, else that of the gateway it mirrors."""
        found = self.gateway(gateway)
        inherits = found.charge is None and found.mirrors and not found.unknown_charge
        return self.charge(found.mirrors) if inherits and found.mirrors else found.charge

    def price(self, offer: Offer, size: Size, quality: str | None) -> Quote:
        """The exact price of one picture of an offer.

        Args:
            offer: One of `offers()`.
            size: Its size.
            quality: A level the offer takes, or `None`: where it takes levels, the dearest.

        Raises:
            QuoteRefused: No exact price can be given.
        """
        return price_offer(offer, self.gateway(offer.gateway), self.charge(offer.gateway), size, quality, self._as_of)

    def quote(
        self,
        *,
        model: str,
        gateway: str | None = None,
        size: str | Size | tuple[int, int] | None = None,
        quality: str | None = None,
        n: int = 1,
    ) -> Quote:
        """The exact price of n pictures on this day.

        Args:
            model: A model's id or another name of it.
            gateway: Where to buy it; BlockRun where nothing is given.
            size: Width and height in pixels; 1024x1024 where nothing is given.
            quality: A quality level; where the offer takes levels and none is named, the dearest is quoted.
            n: How many pictures, 1 to 10; n pictures cost n times one.

        Raises:
            UnknownModel, UnknownGateway, UnknownQuality, BadSize, BadCount: The request makes no sense.
            QuoteRefused: It is not sold so, or its price is not known.

        Example:
            >>> Catalog.load(as_of="2026-05-01").quote(model="google/nano-banana-pro", size="4096x4096").micro_usd
            159500
        """
        check_n(n)
        wanted = DEFAULT_SIZE if size is None else as_size(size)
        place = self.gateway(DEFAULT_GATEWAY if gateway is None else gateway)
        found = self.offers(model=self.model(model).id, gateway=place.id)
        if not found:
            known = "what it sells is not known" if place.unknown_offers else "it sells others"
            raise QuoteRefused("not-sold-here", f"{place.id} does not sell {self.model(model).id}: {known}")
        offer = found[0]
        verdict = self.standing(offer)
        if verdict.refusal:
            raise QuoteRefused(verdict.refusal, f"{offer.id}: {verdict.message}")
        if quality is not None and quality not in offer.qualities:
            if not offer.qualities:
                unknown = "which quality levels it takes is not known" if offer.qualities_unknown else "it takes none"
                raise QuoteRefused("quality-not-taken", f"{offer.id} has no quality {quality!r}: {unknown}")
            raise UnknownQuality(quality, offer.qualities)
        try:
            quote = self.price(offer, wanted, quality)
        except QuoteRefused as failure:
            raise QuoteRefused(failure.reason, f"{offer.id}: {failure}") from None
        return replace(quote, notices=(*verdict.notices, *quote.notices)).times(n)

    def _at(self, gateway: str) -> tuple[Offer, ...]:
        if gateway not in self._by_gateway:
            mirrored = self.gateways[gateway].mirrors
            own = [o for o in self._book.offers if o.gateway == gateway]
            if mirrored:
                have = {o.model for o in own}
                copies = (replace(o, gateway=gateway) for o in self._at(mirrored))
                own += [o for o in copies if o.model not in have]
            self._by_gateway[gateway] = tuple(own)
        return self._by_gateway[gateway]


def _today() -> date:
    return date.today()  # noqa: DTZ011  the caller's own day
