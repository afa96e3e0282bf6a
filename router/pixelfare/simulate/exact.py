"""The rest of the way to the best assignment: a search of all that could still be better.

It begins at an assignment that is best at some price. Whatever else a prompt may choose loses quality at that price,
and a choice that loses more than the whole gap cannot be part of anything better. What is left is searched by dynamic
programming over what is spent and gained, the smallest losses first, as the minimal core of Pisinger (1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from pixelfare.simulate.arrays import Floats, Integers, Mask
from pixelfare.simulate.core import Core

__all__ = ["Limits", "improve"]

_STATES = 10_000
"""The most states that are kept after a step; beyond them those that lose least, and nothing is proved any more."""
_WORK = 1_500_000
"""The most states that are looked at in one search."""
_PAIRS = 400
"""Up to so many states are compared with each other where there are several limits."""
_ONES = 32
"""So many prompts of a group move one by one; the others by twos, fours and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an assignment is held to.

    Args:
        price: Units of quality per micro-USD of each limit.
        use: Which offers count against each limit, `[limits, offers]`; the first is the budget.
        room: What the assignment leaves of each, micro-USD; negative where it is over.
        surplus: Where the aim is a least cost: units of quality above the target. There is no `room` then.
        enough: A gap, in units of quality, that is not worth a further search.
    """

    price: Floats
    use: Mask
    room: Integers
    surplus: int | None = None
    enough: float = 0.0


@dataclass(slots=True)
class _Found:
    """The best assignment yet, as what it spends and gains beyond the first."""

    used: Integers
    gain: int
    known: bool
    where: tuple[int, int] = (-1, 0)


@dataclass(slots=True)
class _Trail:
    """From which state each state came, and by which move; one entry a step."""

    lots: list[tuple[int, int]] = field(default_factory=list)
    parents: list[Integers] = field(default_factory=list)
    offers: list[Integers] = field(default_factory=list)

    def moves(self, step: int, state: int) -> list[tuple[int, int, int]]:
        """The lots that moved on the way to a state, how many of each, and where to."""
        found = []
        while step >= 0:
            if (offer := int(self.offers[step][state])) >= 0:
                found.append((*self.lots[step], offer))
            state, step = int(self.parents[step][state]), step - 1
        return found


def improve(core: Core, share: Integers, limits: Limits) -> tuple[Integers, bool]:
    """Look for a better assignment.

    Args:
        core: The groups of rows.
        share: How many of each group get each offer, `[groups, offers]`; best at the limits' price, or near it.
        limits: What to keep within.

    Returns:
        The best share found, and whether it is proved that there is none better. Of equally good ones it is one
        that costs least.

    Example:
        >>> from pixelfare.simulate.core import make_core
        >>> from pixelfare.simulate.problem import Problem
        >>> core = make_core(Problem.of([[0.0, 1.0, 4.0]], [0, 1, 3]), np.arange(1))
        >>> limits = Limits(price=np.array([core.scale]), use=np.ones((1, 3), bool), room=np.array([1]))
        >>> improve(core, np.array([[1, 0, 0]]), limits)
        (array([[0, 1, 0]]), True)
    """
    group, offer = np.nonzero(share)
    count = share[group, offer]
    counted = limits.use.T.astype(np.int64)
    worth = core.worth[group] - core.worth[group, offer][:, None]
    cost = core.prices[group][:, :, None] * counted - (core.prices[group, offer][:, None] * counted[offer])[:, None, :]
    loss = cost @ limits.price - worth
    others = ~np.isneginf(core.quality[group])
    others[np.arange(len(group)), offer] = False

    target = limits.surplus is not None
    found = _Found(used=np.zeros(len(limits.room), np.int64), gain=0, known=target or bool((limits.room >= 0).all()))
    dust = 8.0 * float(np.finfo(np.float64).eps)
    slack = dust * (float(np.abs(core.worth).max()) + float((core.prices.max() * limits.price).sum()))
    slack += dust * float(np.abs(limits.room) @ limits.price)
    gap = _gap(found, limits) + slack
    least = np.where(others, loss, np.inf).min(axis=1)
    debt = np.maximum(-least, 0.0) * count  # what lots gain by moving at all; without caps, nothing
    owed = float(debt.sum())
    order = np.flatnonzero((least <= gap + owed) & np.isfinite(least))
    order = order[np.argsort(least[order], kind="stable")]
    debts = np.concatenate([np.cumsum(debt[order][::-1])[::-1], [0.0]])
    hope = _Hope.of(worth[order], cost[order], others[order] & (loss[order] <= gap + owed), count[order])

    used, gain = np.zeros((1, len(limits.room)), np.int64), np.zeros(1, np.int64)
    trail, work, complete, lowest = _Trail(), 0, True, 0.0
    for place, lot in enumerate(order.tolist()):
        gap = _gap(found, limits) + slack
        if least[lot] + lowest > gap and not debts[place]:
            break
        if gap - slack <= limits.enough and limits.enough:
            complete = False
            break
        options = np.flatnonzero(others[lot] & (loss[lot] <= gap + owed))
        left = int(count[lot])
        for times in _pieces(left):
            left -= times
            work += len(gain) * (len(options) + 1)
            if work > _WORK:
                return _moved(share, group, offer, trail.moves(*found.where)), False
            more = np.concatenate([used, *(used + times * cost[lot, option] for option in options)])
            gains = np.concatenate([gain, *(gain + times * worth[lot, option] for option in options)])
            lost = more @ limits.price - gains
            good = lost - dust * (np.abs(more) @ limits.price) <= gap + debts[place + (left == 0)]
            good &= hope.possible(place, left, more, gains, limits)
            keep = _kept(np.flatnonzero(good), more, gains)
            if len(keep) > _STATES:
                complete = False
                keep = _kept(np.sort(keep[np.argsort(lost[keep], kind="stable")[:_STATES]]), more, gains)
            trail.lots.append((lot, times))
            trail.parents.append(keep % len(gain))
            trail.offers.append(np.concatenate([[-1], options])[keep // len(gain)])
            used, gain = more[keep], gains[keep]
            if not len(keep):
                return _moved(share, group, offer, trail.moves(*found.where)), complete
            lowest = float(lost[keep].min())
            if bool((trail.offers[-1] < 0).all()):
                break
            complete &= times == 1 or len(options) == 1
            if _note(found, used, gain, limits, len(trail.lots) - 1):
                gap = _gap(found, limits) + slack
    return _moved(share, group, offer, trail.moves(*found.where)), complete


def _pieces(count: int) -> Iterator[int]:
    """Parts of a count, of which any smaller count can be put together."""
    for _ in range(min(count, _ONES)):
        yield 1
    count, part = count - _ONES, 2
    while count > 0:
        yield min(part, count)
        count, part = count - part, part * 2


def _gap(found: _Found, limits: Limits) -> float:
    """What a choice may lose at most in anything better than the best known."""
    if limits.surplus is not None:
        return float(limits.price[0]) * int(found.used[0]) + limits.surplus
    return float(limits.price @ limits.room) - found.gain if found.known else np.inf


def _note(found: _Found, used: Integers, gain: Integers, limits: Limits, step: int) -> bool:
    """Remember the best of some states, if it is better than the best known."""
    if limits.surplus is not None:
        good = np.flatnonzero(gain >= -limits.surplus)
        best = good[np.lexsort((-gain[good], used[good, 0]))[:1]]
        better = [(int(used[i, 0]), -int(gain[i])) < (int(found.used[0]), -found.gain) for i in best]
    else:
        good = np.flatnonzero((used <= limits.room).all(axis=1))
        best = good[np.lexsort((used[good, 0], -gain[good]))[:1]]
        better = [not found.known or (-int(gain[i]), int(used[i, 0])) < (-found.gain, int(found.used[0])) for i in best]
    if not any(better):
        return False
    state = int(best[0])
    found.used, found.gain, found.known, found.where = used[state], int(gain[state]), True, (step, state)
    return True


def _kept(states: Integers, used: Integers, gain: Integers) -> Integers:
    """Those of some states of which no other one spends no more and gains no less, by what they spend."""
    order = states[np.lexsort((-gain[states], *used[states].T[::-1]))]
    used, gain = used[order], gain[order]
    if used.shape[1] == 1:
        keep = np.ones(len(order), bool)
        keep[1:] = gain[1:] > np.maximum.accumulate(gain)[:-1]
        return order[keep]
    keep = np.ones(len(order), bool)
    keep[1:] = (used[1:] != used[:-1]).any(axis=1)
    order, used, gain = order[keep], used[keep], gain[keep]
    if len(order) > _PAIRS:
        return order
    beats = (used[:, None] <= used).all(axis=2) & (gain[:, None] >= gain)
    np.fill_diagonal(beats, val=False)
    return order[~beats.any(axis=0)]


@dataclass(frozen=True, slots=True)
class _Hope:
    """What the lots that are still to come could free at most, and gain at most."""

    freed: Integers
    gained: Integers
    free_each: Integers
    gain_each: Integers

    @classmethod
    def of(cls, worth: Integers, cost: Integers, others: Mask, count: Integers) -> _Hope:
        frees = np.minimum(np.where(others[:, :, None], cost, 0).min(axis=1, initial=0), 0)
        gains = np.maximum(np.where(others, worth, 0).max(axis=1, initial=0), 0)

        def after(each: Integers) -> Integers:
            total = np.cumsum((each.T * count).T[::-1], axis=0)[::-1]
            return np.concatenate([total[1:], np.zeros_like(total[:1])])

        return cls(after(frees), after(gains), frees, gains)

    def possible(self, place: int, left: int, used: Integers, gain: Integers, limits: Limits) -> Mask:
        """Which states can still come to keep the limits."""
        if limits.surplus is not None:
            return gain + self.gained[place] + left * self.gain_each[place] >= -limits.surplus
        return (used + self.freed[place] + left * self.free_each[place] <= limits.room).all(axis=1)


def _moved(share: Integers, group: Integers, offer: Integers, moves: list[tuple[int, int, int]]) -> Integers:
    """The share after some moves."""
    found = share.copy()
    for lot, times, there in moves:
        found[group[lot], offer[lot]] -= times
        found[group[lot], there] += times
    return found
