"""`/v1/orders` and `/v1/spend`: what was bought, what became of the money, and what the limits leave.

A caller with a key sees what goes by its own label, and nothing of where things are on this machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from pixelfare.client.asking import check_key
from pixelfare.errors import BadRequest
from pixelfare.ledger.burn_rate import BurnRate
from pixelfare.ledger.groups import Group
from pixelfare.ledger.ledger import AmbiguousOrder, Ledger, UnknownOrder
from pixelfare.ledger.receipt import Receipt, money_of
from pixelfare.ledger.report import BY, savings, spending
from pixelfare.ledger.values import OPEN, STATES, Order, charged_of
from pixelfare.money import usd
from pixelfare.server.failures import Refused, without_folders
from pixelfare.server.service import Service, caller_of, key_of, service_of
from pixelfare.server.tokens import Caller

__all__ = ["order", "orders", "recover", "spend"]

_PAGE = 25
_LARGEST_PAGE = 200
_KEPT_BACK = ("nonce",)
"""What of a receipt is nobody's business, not even the owner's browser's."""


async def spend(request: Request) -> JSONResponse:
    """Sums of what was spent, what it saved, and what the limits leave."""
    given = _query(request, {"by", "since", "label", "baseline", "test"})
    return JSONResponse(await run_in_threadpool(_spend, service_of(request), caller_of(request), given))


async def orders(request: Request) -> JSONResponse:
    """Receipts, the newest first."""
    given = _query(request, {"state", "open", "label", "limit", "before", "key", "test"})
    return JSONResponse(await run_in_threadpool(_orders, request, given))


async def order(request: Request) -> JSONResponse:
    """One receipt."""
    _query(request, set())
    return JSONResponse(_shown(request, await run_in_threadpool(_own, request)))


async def recover(request: Request) -> JSONResponse:
    """Go on with an order that was left behind. It never signs."""
    found = await run_in_threadpool(_own, request)
    service = service_of(request)
    (outcome,) = await service.buying.run(lambda: service.router.arecover(found.id))
    now = await run_in_threadpool(service.router.ledger.order, found.id)
    problem = outcome.problem if caller_of(request).owner else without_folders(outcome.problem)
    return JSONResponse({**_shown(request, now), "problem": problem})


def _spend(service: Service, caller: Caller, given: dict[str, str]) -> dict[str, Any]:
    ledger = service.router.ledger
    label = _label(caller, given)
    by = given.get("by", "day")
    since = _moment(given.get("since"))
    test = _flag(given, "test")
    if test is None:
        # Where only the sandbox was ever bought from, its play money is what there is to see.
        test = bool(not ledger.orders(label=label, test=False, limit=1) and ledger.orders(label=label, limit=1))
    baseline = given.get("baseline", "")
    found = ledger.groups(since=since, label=label, test=test, baseline=baseline)
    known = ledger.baselines(since=since, label=label, test=test)
    rows = spending(found, by)
    unknown = [group for group in found if money_of(group) == "unknown"]
    days = _days(found, by)
    return {
        "by": by,
        "test": test,
        "label": label,
        "since": given.get("since"),
        "rows": [{**row.to_dict(), "days": days.get(row.name, {})} for row in rows[:-1]],
        "total": rows[-1].to_dict(),
        "savings": None if not baseline else savings(found, baseline, known).to_dict(),
        "baselines": known,
        "unknown": {
            "orders": sum(group.orders for group in unknown),
            "usd": str(usd(sum(map(charged_of, unknown)))),
        },
        "left_out": sum(group.orders for group in ledger.groups(since=since, label=label, test=not test)),
        "budget": _budget(service, caller, label, test=test),
    }


def _days(found: Sequence[Group], by: str) -> dict[str, dict[str, str]]:
    """What was paid or is held by row, and in each by day in UTC."""
    sums: dict[str, dict[str, int]] = {}
    for group in sorted(found, key=BY["day"]):
        if charged := charged_of(group):
            row = sums.setdefault(BY[by](group), {})
            row[group.day] = row.get(group.day, 0) + charged
    return {name: {day: str(usd(amount)) for day, amount in row.items()} for name, row in sums.items()}


def _budget(service: Service, caller: Caller, label: str | None, *, test: bool) -> dict[str, Any]:
    """The limits with what each leaves and how long; callers with a key see their own label's only."""
    budget = service.router.budget
    named = ([label] if label else list(budget.labels)) if caller.owner else [caller.label]
    own = [name for name in named if name in budget.labels]
    rates = service.router.ledger.burn_rates(budget, labels=["", *own] if caller.owner else own, test=test)
    everybodys = {"": budget.limits.call} if caller.owner else {}
    calls = {**everybodys, **{name: budget.labels[name].call for name in own}}
    return {
        "source": budget.source if caller.owner else "this server's settings",
        "whole": caller.owner,
        "call": [{"label": name, "most_usd": str(usd(most))} for name, most in calls.items() if most is not None],
        "windows": [_window(rate) for rate in rates],
    }


def _window(rate: BurnRate) -> dict[str, Any]:
    window = rate.window
    amounts = {"most_usd": window.most, "spent_usd": window.spent, "left_usd": window.left}
    shown = {name: None if amount is None else str(usd(amount)) for name, amount in amounts.items()}
    return {"window": window.name, "label": window.label, **shown, "burn_rate": rate.to_dict()}


def _orders(request: Request, given: dict[str, str]) -> dict[str, Any]:
    service, caller = service_of(request), caller_of(request)
    ledger = service.router.ledger
    label = _label(caller, given)
    if (key := given.get("key")) is not None:
        check_key(key)
        # keys of callers are made different for each, so that this finds nobody else's
        found = [one for one in ledger.find_key(key_of(caller, key)) if label in (None, one.label)]
        return {"label": label, "orders": [_shown(request, one) for one in reversed(found)], "next": None}
    limit = _limit(given.get("limit"))
    before = None
    if (given_before := given.get("before")) is not None:
        before = _visible(ledger, caller, given_before).id
    page = ledger.orders(
        states=_states(given), label=label, before=before, test=_flag(given, "test"), limit=limit + 1
    )  # fmt: skip
    more = len(page) > limit
    return {
        "label": label, "orders": [_shown(request, one) for one in page[:limit]],
        "next": page[limit - 1].id if more else None,
    }  # fmt: skip


def _own(request: Request) -> Order:
    return _visible(service_of(request).router.ledger, caller_of(request), request.path_params["order"])


def _visible(ledger: Ledger, caller: Caller, id_: str) -> Order:
    """An order by its whole id. One of somebody else's is to a caller as if it were not there."""
    try:
        found = ledger.order(id_)
    except AmbiguousOrder:
        raise UnknownOrder(id_) from None
    if found.id != id_ or not (caller.owner or found.label == caller.label):
        raise UnknownOrder(id_)
    return found


def _shown(request: Request, found: Order) -> dict[str, Any]:
    """A receipt with links to its pictures."""
    service, caller = service_of(request), caller_of(request)
    plain = Receipt.of(found).to_dict()
    for name in _KEPT_BACK:
        plain.pop(name)
    pictures = plain["pictures"]
    for number, picture in enumerate(found.pictures, 1):
        entry = pictures[number - 1]
        entry["url"] = service.base(request) + service.links.path(found.id, number, picture.media_type)
        if not caller.owner:
            del entry["path"]
    if not caller.owner:
        plain["key"] = None if found.key is None else found.key.partition(":")[2]
        plain["evidence"] = without_folders(plain["evidence"])
    return {**plain, "operation": found.operation, "intent": found.intent, "test": found.test, "open": found.is_open}


def _query(request: Request, known: set[str]) -> dict[str, str]:
    """What follows the question mark; a misspelt filter must not be no filter."""
    given = dict(request.query_params)
    if len(given) != len(request.query_params.multi_items()):
        raise Refused(400, "a parameter is given twice", code="invalid_parameter")
    for name in given:
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            raise Refused(400, f"{name[:40]!r} is no parameter; there are {there}", code="unknown_parameter")
    return given


def _label(caller: Caller, given: dict[str, str]) -> str | None:
    """Whose orders may be seen: all labels' or one's for the owner, its own for a key."""
    asked = given.get("label") or None
    if caller.owner:
        return asked
    if asked not in (None, caller.label):
        raise Refused(403, "a key sees its own label only; leave label out", code="label-refused", param="label")
    return caller.label


def _states(given: dict[str, str]) -> frozenset[str] | None:
    if _flag(given, "open"):
        return OPEN
    if not (state := given.get("state")):
        return None
    wanted = frozenset(state.split(","))
    if strange := sorted(wanted - set(STATES)):
        raise BadRequest(f"no order is {strange[0][:40]!r}; the states are {', '.join(STATES)}")
    return wanted


def _flag(given: dict[str, str], name: str) -> bool | None:
    text = given.get(name, "")
    if text not in ("", "0", "1"):
        raise BadRequest(f"{name} is 1 or 0, not {text[:40]!r}")
    return None if text == "" else text == "1"


def _limit(text: str | None) -> int:
    if text is None:
        return _PAGE
    if not (text.isascii() and text.isdigit() and len(text) < len(str(_LARGEST_PAGE)) + 1):
        _bad_limit(text)
    if not 1 <= int(text) <= _LARGEST_PAGE:
        _bad_limit(text)
    return int(text)


def _bad_limit(text: str) -> NoReturn:
    raise BadRequest(f"limit is from 1 to {_LARGEST_PAGE}, not {text[:40]!r}")


def _moment(text: str | None) -> float | None:
    """A day or an ISO time as Unix seconds."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"{text[:40]!r} is no day such as 2026-11-22, and no ISO time") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
