"""`PictureTools`: what a language model may do with a router. Docstrings here are read by models."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pixelfare.catalog.pricing import Quote
from pixelfare.client.router import Router
from pixelfare.errors import NoOffer
from pixelfare.ledger.receipt import Receipt
from pixelfare.ledger.report import spending
from pixelfare.ledger.values import Order
from pixelfare.money import usd
from pixelfare.notices import Notice
from pixelfare.picture import Picture
from pixelfare.policy.decision import Decision
from pixelfare.policy.explain import best_of_each_offer, why
from pixelfare.policy.parts import Step
from pixelfare.policy.policy import Policy
from pixelfare.shelf import pictures_folder
from pixelfare.tools import answers as a
from pixelfare.tools import wishes as w
from pixelfare.tools.inputs import find_inputs

__all__ = ["PictureTools"]

_ANY = Policy(id="any-model", prefer=(Step(least="price"),))
_DAY = 86_400
_ALTERNATIVES = 3
_WARNINGS = 3
_LONGEST_WARNING = 300
_ROWS = 15
_ORDERS = 10


class PictureTools:
    """Five tools over a router, for language models.

    What spends money and how much stays with the router's owner: no tool takes a gateway, a wallet, a budget, a URL to
    call or a path to write to.

    Args:
        router: What chooses and buys, with its own gateway, wallet and limits.
        folder: The one folder in which pictures are saved and from which an edit may read; nothing: the usual one.
        link: Makes the link to a picture from its path; nothing: a `file://` URI.

    Example:
        >>> from pixelfare import Router
        >>> with Router("sandbox") as router:
        ...     PictureTools(router).generate_image("a red bicycle", "cheapest", key="bicycle-1").model
        'zai/cogview-4'
    """

    def __init__(
        self, router: Router, *, folder: str | os.PathLike[str] | None = None, link: Callable[[Path], str] | None = None
    ) -> None:
        self.router = router
        self.folder = (pictures_folder() if folder is None else Path(folder).expanduser()).absolute()
        self._out = f"{self.folder}{os.sep}"
        self._link = link or Path.as_uri

    def route_image(
        self, prompt: w.Prompt, intent: w.Intent = "auto", size: w.Size = None, quality: w.Quality = None,
        n: w.Number = 1, max_usd: w.MaxUsd = None, input_pictures: w.Inputs = 0,
    ) -> a.Choice:  # fmt: skip
        """Choose the image model for a prompt and give its exact price. Free: nothing is bought and nobody is called.

        Use it before generate_image when the user wants to know which model would be used, what it costs, what the
        alternatives are, or whether the budget allows it.
        """
        asked: dict[str, Any] = {"size": size, "quality": quality, "n": n, "max_usd": max_usd}
        if input_pictures:
            asked["images"] = (b"",) * input_pictures
        rehearsal = self.router.dry_run(prompt, intent, **asked)
        decision, problems = rehearsal.decision, rehearsal.problems
        others = [c for c in best_of_each_offer(decision) if c.model != decision.model]
        return a.Choice(
            summary=f"{decision.model} at {decision.size} would cost {decision.usd} USD",
            model=decision.model, gateway=decision.gateway, size=str(decision.size), quality=decision.quality,
            n=decision.n, quoted_usd=str(decision.usd), why=why(decision),
            alternatives=[a.Option(model=c.model, size=str(c.size), usd=str(c.usd)) for c in others[:_ALTERNATIVES]],
            problems=[text[:_LONGEST_WARNING] for text in problems], warnings=_warnings(decision.warnings),
        )  # fmt: skip

    def quote_image(
        self, model: w.Model, size: w.Size = None, quality: w.Quality = None, n: w.Number = 1
    ) -> a.Price:  # fmt: skip
        """Give the exact price of one named image model, and how it is made up. Free: nothing is bought.

        Use it when the user asks what a certain model costs; to let the best model be chosen, use route_image.
        """
        found = self.router.catalog.model(model)
        decision = self.router.route("a picture", policy=_ANY.where(model=found.id), size=size, quality=quality, n=n)
        quote: Quote = decision.quote
        return a.Price(
            summary=f"{quote.n} x {quote.model} at {quote.size} costs {quote.usd} USD",
            model=quote.model, gateway=quote.gateway, size=str(quote.size), quality=quote.quality, n=quote.n,
            quoted_usd=str(quote.usd), list_usd=str(usd(quote.base)),
            markup_usd=str(usd(quote.markup + quote.rounding)), fee_usd=str(usd(quote.fee)),
            as_of=quote.as_of.isoformat(),
            sources=[f"{source.source} ({source.on})" for source in quote.sources],
            warnings=_warnings((*decision.warnings, *quote.notices)),
        )  # fmt: skip

    def generate_image(
        self, prompt: w.Prompt, intent: w.Intent = "auto", size: w.Size = None, quality: w.Quality = None,
        n: w.Number = 1, max_usd: w.MaxUsd = None, key: w.Key = None,
    ) -> a.Made:  # fmt: skip
        """Make a picture from a prompt and save it as a file. This spends real money, usually 0.02 to 0.15 US dollars.

        The model is chosen for the prompt, and the price is checked against the owner's limits before anything is
        paid. Call it once for each picture that the user wants; it can take a minute or more. Always give a key. The
        answer holds the file's path and what was paid, not the picture itself.
        """
        picture = self.router.generate(
            prompt, intent, size=size, quality=quality, n=n, max_usd=max_usd, key=key, out=self._out
        )
        return self._made(picture)

    def edit_image(
        self, prompt: w.Edited, images: w.Images, intent: w.Intent = "auto", size: w.Size = None,
        quality: w.Quality = None, n: w.Number = 1, max_usd: w.MaxUsd = None, key: w.Key = None,
    ) -> a.Made:  # fmt: skip
        """Change one picture, or make a new one from several. This spends real money, usually 0.05 to 0.15 US dollars.

        Works like generate_image, with input pictures: file names, ids of earlier orders, or https URLs.
        """
        picture = self.router.edit(
            prompt, find_inputs(images, self.folder, self.router.ledger), intent, size=size, quality=quality, n=n,
            max_usd=max_usd, key=key, out=self._out,
        )  # fmt: skip
        return self._made(picture)

    def spend(self, by: w.Reported = "day", days: w.Days = 30) -> a.Spending:
        """Show what was spent on pictures, what the limits leave, and the newest orders. Free.

        Use it when the user asks about costs, and to find out what became of an order after an error or a timeout:
        the newest orders are listed with their keys, states and files.
        """
        ledger = self.router.ledger
        left, test = self._standing()
        found = ledger.groups(since=ledger.now() - days * _DAY, test=test)
        *rows, total = spending(found, by)
        sums = f"{usd(total.paid)} USD paid in {days} days, {usd(total.held)} USD held; {total.pictures} pictures"
        return a.Spending(
            summary=f"{sums}, all of it test money" if test else sums,
            by=by, rows=[a.Row(**row.to_dict()) for row in (*rows[-_ROWS:], total)],
            left_usd=left,
            orders=[self._line(order) for order in ledger.orders(limit=_ORDERS)],
        )  # fmt: skip

    def _standing(self) -> tuple[str | None, bool]:
        """What the tightest limit leaves for one more call, its label's limits included; whether that is test money."""
        try:
            rehearsal = self.router.dry_run("a picture", policy=_ANY)
        except NoOffer:
            return None, False
        test = self.router.catalog.gateway(rehearsal.decision.gateway).test
        return None if rehearsal.left is None else str(rehearsal.left), test

    def _made(self, picture: Picture) -> a.Made:
        decision, receipt = picture.decision, picture.receipt
        paid = "paid is not known yet" if receipt.paid_usd is None else f"{receipt.paid_usd} USD paid"
        count = "1 picture" if len(picture.pictures) == 1 else f"{len(picture.pictures)} pictures"
        notices = dict.fromkeys(n for one in picture.pictures for n in one.notices)
        return a.Made(
            summary=f"{count} by {receipt.model} at {receipt.size}, {paid}", order=receipt.order, model=receipt.model,
            gateway=receipt.gateway, size=str(picture.size), quality=receipt.quality,
            pictures=[
                a.File(path=str(p.path), link=self._link(p.path.absolute()), media_type=p.media_type, size=str(p.size))
                for p in picture.pictures
            ],
            quoted_usd=str(receipt.quoted_usd), paid_usd=None if receipt.paid_usd is None else str(receipt.paid_usd),
            why=_why(decision, receipt), warnings=_warnings((*notices, *decision.warnings)),
        )  # fmt: skip

    def _line(self, order: Order) -> a.OrderLine:
        receipt = Receipt.of(order)
        return a.OrderLine(
            order=order.id, state=order.state, money=receipt.money, test=order.test,
            created=datetime.fromtimestamp(order.created, UTC).isoformat(timespec="seconds"), model=order.model,
            size=order.size, quoted_usd=str(receipt.quoted_usd), key=order.key,
            paid_usd=None if receipt.paid_usd is None else str(receipt.paid_usd),
            pictures=[str(picture.path) for picture in order.pictures],
        )  # fmt: skip


def _why(decision: Decision, receipt: Receipt) -> str:
    if decision.model != receipt.model:
        return f"{decision.model} was the first choice and could not draw it; {receipt.model} was the next"
    return why(decision)


def _warnings(notices: tuple[Notice, ...]) -> list[str]:
    return [notice.message[:_LONGEST_WARNING] for notice in dict.fromkeys(notices)][:_WARNINGS]
