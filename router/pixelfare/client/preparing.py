"""Everything about a purchase that can be decided, or refused, without calling anybody."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.values import Gateway
from pixelfare.client.asking import AsRoute, check_key, check_label, fingerprint, listed
from pixelfare.client.means import SANDBOX, Means
from pixelfare.client.purchase import Purchase
from pixelfare.client.sandboxes import Sandboxes
from pixelfare.errors import BadCount, CannotPay, WalletError
from pixelfare.policy.decision import Decision
from pixelfare.policy.load import find_policy, load_policies
from pixelfare.policy.policy import Chooser, Policy
from pixelfare.request import ANYWHERE, check_prompt, gateway_names
from pixelfare.routing import default_catalog, route
from pixelfare.settings import user_folders
from pixelfare.shelf import Shelf
from pixelfare.size import parse_size_wish
from pixelfare.transport.call import InputImage

__all__ = ["Preparation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """A router's own settings, and how a purchase is made ready with them.

    Args:
        gateways: Where to buy, where a call does not say; `None` for BlockRun.
        catalog: A catalog of one's own.
        policies: Folders of further policies.
        url: Base URL of the one gateway named, where it runs elsewhere.
    """

    gateways: tuple[str, ...] | None
    catalog: Catalog | None
    policies: tuple[Path, ...]
    url: str | None
    means: Means
    sandboxes: Sandboxes

    def route(self, prompt: str, intent: str, as_route: AsRoute) -> Decision:
        """`pixelfare.route`, with these settings where a call does not say."""
        given: dict[str, Any] = dict(as_route)
        given["images"] = listed(given.get("images"))
        if given.get("gateway") is None and self.gateways is not None:
            given["gateway"] = self.gateways or ANYWHERE
        if given.get("catalog") is None:
            given["catalog"] = self.catalog
        if self.policies:
            found = self._policy(intent, given.get("policy"))
            intent = "auto" if given.get("policy") is None else intent
            given["policy"] = found
        return route(prompt, intent, **given)

    def purchase(
        self, prompt: str, intent: str, *, images: tuple[InputImage, ...], mask: InputImage | None,
        out: str | os.PathLike[str] | None, key: str | None, label: str, as_route: AsRoute,
    ) -> Purchase:  # fmt: skip
        """Decide, check, and make sure that the picture can be stored.

        Raises:
            BadRequest, NoOffer, CannotPay: It makes no sense, nothing fits, or nothing that fits can be paid.
        """
        check_prompt(prompt)
        check_key(key)
        check_label(label)
        catalog = self._catalog_of(as_route)
        can = self._can(catalog, as_route)
        asked: AsRoute = {**as_route, "gateway": self._where(as_route, can), "catalog": catalog}
        decision = self.route(prompt, intent, {**asked, "images": tuple(i.data for i in images)})
        if decision.needs.operation == "edit" and not images:
            raise BadCount("this is an edit and no input picture is given: pass images=[...]")
        if decision.gateway not in can:
            self._refuse(decision, catalog)
        shelf = Shelf.at(out)
        if key is None:
            shelf.prepare()
        attempts = decision.attempts(self._fallback(intent, as_route), gateways=can)
        return Purchase(
            decision=decision, attempts=attempts, catalog=catalog, prompt=prompt, images=images, mask=mask, shelf=shelf,
            urls={name: self._url_of(catalog.gateway(name), catalog) for name in {a.gateway for a in attempts}},
            request=fingerprint(prompt, intent, images, mask, self._asked(as_route)), key=key, label=label,
        )  # fmt: skip

    def _asked(self, as_route: AsRoute) -> dict[str, Any]:
        """What was asked in one form, whichever way it was said: a key stands for it."""
        size = as_route.get("size")
        wish = None if size is None else parse_size_wish(size)
        return {**as_route, "gateway": self._wanted(as_route), "n": as_route.get("n", 1), "size": wish}

    def gateway_of(self, decision: Decision, as_route: AsRoute) -> Gateway:
        """The gateway of a decision."""
        return self._catalog_of(as_route).gateway(decision.gateway)

    def _can(self, catalog: Catalog, as_route: AsRoute) -> tuple[str, ...]:
        """The gateways that can be called, of those in question."""
        wanted = self._wanted(as_route)
        named = {name for name in wanted if name != ANYWHERE}
        asked = [catalog.gateway(name) for name in named] if named else list(catalog.gateways.values())
        return tuple(sorted(g.id for g in asked if self.means.can_call(g, named=g.id in named)))

    def _wanted(self, as_route: AsRoute) -> tuple[str, ...]:
        named = as_route.get("gateway")
        wanted = self.gateways if named is None else gateway_names(named)
        return gateway_names(None) if wanted is None else wanted

    def _where(self, as_route: AsRoute, can: tuple[str, ...]) -> tuple[str, ...] | str:
        """Of the gateways that were named, those that can be called; all that were named where none can."""
        wanted = self._wanted(as_route)
        return tuple(name for name in wanted or can if name in can) or wanted or ANYWHERE

    def _refuse(self, decision: Decision, catalog: Catalog) -> None:
        why = self.means.why_not(catalog.gateway(decision.gateway), named=True)
        price = f"{decision.model} at {decision.gateway} costs {decision.quote.usd} USD"
        kind = WalletError if "wallet" in why else CannotPay
        raise kind(f"{price}; {why}. Nothing was sent. The gateway 'sandbox' costs nothing.")

    def _catalog_of(self, as_route: AsRoute) -> Catalog:
        """The catalog of one call, on its day."""
        day = as_route.get("as_of")
        given = as_route.get("catalog") or self.catalog
        if given is None:
            return default_catalog(day)
        return given if day is None else given.at(day)

    def _url_of(self, gateway: Gateway, catalog: Catalog) -> str:
        if self.url is not None:
            return self.url
        return gateway.url if gateway.id != SANDBOX else self.sandboxes.url(catalog)

    def _policy(self, intent: str, policy: Policy | Chooser | str | None) -> Policy | Chooser:
        if policy is not None and not isinstance(policy, str):
            return policy
        folders = (*user_folders("policies"), *self.policies)
        if policy is None:
            return find_policy(intent, folders)
        if policy.endswith((".yaml", ".yml")):
            return Policy.load(policy)
        return load_policies(folders).get(policy) or find_policy(policy, folders)

    def _fallback(self, intent: str, as_route: AsRoute) -> int:
        """How many further offers the policy allows to try."""
        return int(getattr(self._policy(intent, as_route.get("policy")), "fallback", 0))
