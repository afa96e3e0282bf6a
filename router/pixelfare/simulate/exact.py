"""The rest of the way to the best assignment: a search of all that could still be better.

It begins at an assignment that is best at some price. Whatever else a prompt may choose loses quality at that price,
and a choice that loses more than the whole gap cannot be part of anything better. What is left is searched by dynamic
programming over what is spent and gained, the smallest losses first, as the minimal core of Pisinger (1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from pixelfare.simulate.arrays import Array, Floats, Integers, Mask
from pixelfare.simulate.core import Core

__all__ = ["Limits", "improve"]

_MOST_STATES = 10_000
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lots:
    """Prompts of one group with one offer; what each of the others would cost, gain, and lose at the price."""

    group: Integers
    offer: Integers
    count: Integers
    others: Mask
    worth: Integers
    cost: Integers
    loss: Floats

    @classmethod
    def of(cls, core: Core, share: Integers, limits: Limits) -> _Lots:
        group, offer = np.nonzero(share)
        each = np.arange(len(group))
        worth = core.worth[group] - core.worth[group, offer][:, None]
        cost = core.prices[group][:, :, None] * limits.use.T
        cost = cost - cost[each, offer][:, None, :]
        others = ~np.isneginf(core.quality[group])
        others[each, offer] = False
        return cls(
            group=group, offer=offer, count=share[group, offer], others=others, worth=worth, cost=cost,
            loss=cost @ limits.price - worth,
        )  # fmt: skip

    def moved(self, share: Integers, moves: list[tuple[int, int, int]]) -> Integers:
        """The share after some moves: which lot, how many of it, and where to."""
        found = share.copy()
        for lot, times, there in moves:
            found[self.group[lot], self.offer[lot]] -= times
            found[self.group[lot], there] += times
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _States:
    """What may have been spent of each limit, gained and lost, beyond the first assignment."""

    used: Integers
    gain: Integers
    lost: Floats

    def grown(self, lots: _Lots, lot: int, options: Integers, times: int, limits: Limits) -> _States:
        """The states as they are, and then with some prompts of a lot moved to each option."""
        used = np.concatenate([self.used, *(self.used + times * lots.cost[lot, option] for option in options)])
        gain = np.concatenate([self.gain, *(self.gain + times * lots.worth[lot, option] for option in options)])
        return _States(used=used, gain=gain, lost=used @ limits.price - gain)

    def only(self, keep: Integers) -> _States:
        return _States(used=self.used[keep], gain=self.gain[keep], lost=self.lost[keep])


@dataclass(slots=True)
class _Found:
    """The best assignment yet, as what it spends and gains beyond the first."""

    used: Integers
    gain: int
    known: bool
    where: tuple[int, int] = (-1, 0)

    @classmethod
    def at(cls, limits: Limits) -> _Found:
        """The first assignment, where it keeps the limits."""
        known = limits.surplus is not None or bool((limits.room >= 0).all())
        return cls(used=np.zeros(len(limits.room), np.int64), gain=0, known=known)

    def note(self, states: _States, limits: Limits, step: int) -> bool:
        """Remember the best of some states, if it is better."""
        used, gain = states.used, states.gain
        if limits.surplus is not None:
            good = np.flatnonzero(gain >= -limits.surplus)
            best = good[np.lexsort((-gain[good], used[good, 0]))[:1]]
            better = [(int(used[i, 0]), -int(gain[i])) < (int(self.used[0]), -self.gain) for i in best]
        else:
            good = np.flatnonzero((used <= limits.room).all(axis=1))
            best = good[np.lexsort((used[good, 0], -gain[good]))[:1]]
            better = [(-int(gain[i]), int(used[i, 0])) < (-self.gain, int(self.used[0])) for i in best]
            better = [not self.known or one for one in better]
        if not any(better):
            return False
        state = int(best[0])
        self.used, self.gain, self.known, self.where = used[state], int(gain[state]), True, (step, state)
        return True


@dataclass(slots=True)
class _Trail:
    """From which state each state came, and by which move; one entry a step."""

    lots: list[tuple[int, int]] = field(default_factory=list)
    parents: list[Integers] = field(default_factory=list)
    offers: list[Integers] = field(default_factory=list)

    def add(self, lot: int, times: int, options: Integers, keep: Integers, before: int) -> bool:
        """Note where the states that are kept came from, and say whether any of them moved."""
        self.lots.append((lot, times))
        self.parents.append(keep % before)
        self.offers.append(np.concatenate([[-1], options])[keep // before])
        return bool((keep >= before).any())

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
    lots = _Lots.of(core, share, limits)
    found = _Found.at(limits)
    dust = 8.0 * float(np.finfo(np.float64).eps)
    slack = dust * (float(np.abs(core.worth).max()) + float((core.prices.max() * limits.price).sum()))
    slack += dust * float(np.abs(limits.room) @ limits.price)
    least = np.where(lots.others, lots.loss, np.inf).min(axis=1)
    debt = np.maximum(-least, 0.0) * lots.count  # what lots gain by moving at all; without caps, nothing
    owed = float(debt.sum())
    order = np.flatnonzero((least <= _gap(found, limits) + slack + owed) & np.isfinite(least))
    order = order[np.argsort(least[order], kind="stable")]
    open_ = lots.others[order] & (lots.loss[order] <= _gap(found, limits) + slack + owed)
    hope = _Hope.of(lots.worth[order], lots.cost[order], open_, lots.count[order], debt[order])

    states = _States(used=np.zeros((1, len(limits.room)), np.int64), gain=np.zeros(1, np.int64), lost=np.zeros(1))
    trail, work, complete = _Trail(), 0, True
    for place, lot in enumerate(order.tolist()):
        gap = _gap(found, limits) + slack
        if least[lot] + float(states.lost.min()) > gap and not hope.owed[place]:
            break
        if gap - slack <= limits.enough and limits.enough:
            complete = False
            break
        options = np.flatnonzero(lots.others[lot] & (lots.loss[lot] <= gap + owed))
        left = int(lots.count[lot])
        for times in _pieces(left):
            left -= times
            work += len(states.gain) * (len(options) + 1)
            if work > _WORK:
                return lots.moved(share, trail.moves(*found.where)), False
            grown = states.grown(lots, lot, options, times, limits)
            good = grown.lost - dust * (np.abs(grown.used) @ limits.price) <= gap + hope.owed[place + (left == 0)]
            good &= hope.possible(place, left, grown, limits)
            keep = _kept(np.flatnonzero(good), grown.used, grown.gain)
            if len(keep) > _MOST_STATES:
                complete = False
                few = np.sort(keep[np.argsort(grown.lost[keep], kind="stable")[:_MOST_STATES]])
                keep = _kept(few, grown.used, grown.gain)
            moved = trail.add(lot, times, options, keep, len(states.gain))
            states = grown.only(keep)
            if not len(keep):
                return lots.moved(share, trail.moves(*found.where)), complete
            if not moved:
                break
            complete &= times == 1 or len(options) == 1
            if found.note(states, limits, len(trail.lots) - 1):
                gap = _gap(found, limits) + slack
    return lots.moved(share, trail.moves(*found.where)), complete


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hope:
    """What the lots that are still to come could free, gain, and make up for of what was lost, at most."""

    freed: Integers
    gained: Integers
    owed: Floats
    free_each: Integers
    gain_each: Integers

    @classmethod
    def of(cls, worth: Integers, cost: Integers, others: Mask, count: Integers, debt: Floats) -> _Hope:
        frees = np.minimum(np.where(others[:, :, None], cost, 0).min(axis=1), 0)
        gains = np.maximum(np.where(others, worth, 0).max(axis=1), 0)
        return cls(
            freed=_from_here_on(frees * count[:, None])[1:], gained=_from_here_on(gains * count)[1:],
            owed=_from_here_on(debt), free_each=frees, gain_each=gains,
        )  # fmt: skip

    def possible(self, place: int, left: int, states: _States, limits: Limits) -> Mask:
        """Which states can still come to keep the limits."""
        if limits.surplus is not None:
            good: Mask = states.gain + self.gained[place] + left * self.gain_each[place] >= -limits.surplus
        else:
            good = (states.used + self.freed[place] + left * self.free_each[place] <= limits.room).all(axis=1)
        return good


def _from_here_on(each: Array) -> Array:
    """What remains to be summed from each place on, and nothing after the last."""
    return np.concatenate([np.cumsum(each[::-1], axis=0)[::-1], np.zeros_like(each[:1]) if len(each) else each])
