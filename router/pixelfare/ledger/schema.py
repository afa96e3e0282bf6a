"""The ledger's tables, and which state may follow which. Documented in docs/ledger.md; any SQLite tool opens them."""

from __future__ import annotations

__all__ = ["APPLICATION_ID", "MOVES", "SCHEMA", "VERSION", "may_move"]

APPLICATION_ID = 0x70786C66
"""`pxlf`, in the file's header."""
VERSION = 1

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE orders (
    id TEXT PRIMARY KEY, purchase TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL, changed REAL NOT NULL,
    gateway TEXT NOT NULL, url TEXT NOT NULL, model TEXT NOT NULL, sold_as TEXT NOT NULL, size TEXT NOT NULL,
    quality TEXT, n INTEGER NOT NULL, operation TEXT NOT NULL, rail TEXT NOT NULL, network TEXT NOT NULL,
    payer TEXT NOT NULL, quoted INTEGER NOT NULL CHECK (quoted >= 0), reserved INTEGER NOT NULL CHECK (reserved >= 0),
    policy TEXT NOT NULL, catalog TEXT NOT NULL, as_of TEXT NOT NULL, intent TEXT NOT NULL, request TEXT NOT NULL,
    body TEXT NOT NULL, key TEXT, label TEXT NOT NULL, test INTEGER NOT NULL, wanted TEXT NOT NULL,
    baselines TEXT NOT NULL, demanded INTEGER, settled INTEGER, pay_to TEXT NOT NULL DEFAULT '',
    nonce TEXT NOT NULL DEFAULT '', valid_before INTEGER, "transaction" TEXT NOT NULL DEFAULT '',
    job TEXT NOT NULL DEFAULT '', sends INTEGER NOT NULL DEFAULT 0, header TEXT, secret TEXT,
    answer_status INTEGER, answer_headers TEXT, answers INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX orders_by_time ON orders (test, created);
CREATE INDEX orders_open ON orders (state) WHERE state NOT IN ('delivered', 'refused', 'unpaid');
CREATE INDEX orders_by_key ON orders (key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX orders_nonce ON orders (nonce) WHERE nonce <> '';
CREATE TABLE pictures (
    "order" TEXT NOT NULL REFERENCES orders (id), number INTEGER NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL, size TEXT NOT NULL, PRIMARY KEY ("order", number)
) WITHOUT ROWID;
CREATE TABLE events (
    number INTEGER PRIMARY KEY, time REAL NOT NULL, "order" TEXT NOT NULL REFERENCES orders (id),
    before TEXT NOT NULL, after TEXT NOT NULL, charged INTEGER NOT NULL, evidence TEXT NOT NULL
);
CREATE INDEX events_by_order ON events ("order");
CREATE TABLE pins (
    origin TEXT NOT NULL, network TEXT NOT NULL, pay_to TEXT NOT NULL, since REAL NOT NULL,
    PRIMARY KEY (origin, network)
) WITHOUT ROWID;
"""

_ANY_RAIL = {
    "signed": frozenset({"sent", "refused"}),
    "sent": frozenset({"sent", "job", "settled", "unpaid", "unknown"}),
    "job": frozenset({"settled", "unpaid", "unknown"}),
    "unknown": frozenset({"sent", "job", "settled", "unpaid", "unknown"}),
    "settled": frozenset({"settled", "delivered", "unpaid"}),
    "delivered": frozenset(),
    "refused": frozenset(),
    "unpaid": frozenset(),
}
MOVES = {
    "x402": {
        **_ANY_RAIL,
        "reserved": frozenset({"signed", "job", "settled", "refused"}),
        "job": _ANY_RAIL["job"] | {"refused"},  # only where it was taken on without a payment
    },
    "bearer": {
        **_ANY_RAIL,
        "reserved": frozenset({"sent", "refused"}),
        "sent": _ANY_RAIL["sent"] | {"refused"},
        "job": _ANY_RAIL["job"] | {"refused"},
    },
}
"""What may follow what, by rail. On x402 nothing that was sent is ever `refused`: only a proof makes it `unpaid`."""
MOVES["none"] = MOVES["bearer"]


def may_move(rail: str, before: str, after: str) -> bool:
    """Whether an order of that rail may go from one state to another."""
    return after in MOVES[rail].get(before, frozenset())
