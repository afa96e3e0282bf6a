"""The SQLite file: opened safely, one connection for each thread, every error one of ours."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

from pixelfare.errors import LedgerError, PixelfareError
from pixelfare.ledger.files import check_private, make_private, private_folder
from pixelfare.ledger.schema import APPLICATION_ID, SCHEMA, VERSION

__all__ = ["Store"]


class Store:
    """A ledger's file.

    Args:
        path: The file; it is made where it is missing.
        busy_seconds: How long to wait for another process.

    Raises:
        LedgerError: It cannot be opened, belongs to somebody else, or is no ledger.
    """

    def __init__(self, path: Path, *, busy_seconds: float = 30.0) -> None:
        self.path = path
        self._busy = busy_seconds
        self._lock = threading.Lock()
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        weakref.finalize(self, _close_all, self._open, os.getpid())
        self._process = os.getpid()
        self._closed = False
        private_folder(path.parent)
        make_private(path)
        self._check_identity()
        with self.writing() as connection:
            self._prepare(connection)

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other writer can come between; it is on disk when this returns."""
        with self._guarded() as connection:
            try:  # everything inside, so that Ctrl-C between two lines leaves no transaction open
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read from one state of the ledger."""
        with self._guarded() as connection:
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                _roll_back(connection)

    def forget_old_pages(self) -> None:
        """Empty the write-ahead log, which still holds what was wiped; where somebody is reading, a later call does."""
        with contextlib.suppress(sqlite3.Error, PixelfareError), self._guarded() as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute(f"PRAGMA busy_timeout = {round(self._busy * 1000)}")

    def close(self) -> None:
        """Close every connection of this process."""
        with self._lock:
            self._closed = True
            _close_all(self._open, self._process)

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection()
        except PixelfareError:
            raise
        except sqlite3.Error as failure:
            raise LedgerError(f"the ledger {str(self.path)!r}: {_why(failure)}") from None

    def _connection(self) -> sqlite3.Connection:
        if self._process != os.getpid():  # a fork: a connection of the parent's must not be touched here
            self._process, self._local, self._open = os.getpid(), threading.local(), []
            self._lock = threading.Lock()
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is not None and not self._closed:
            return found
        if self._closed:
            raise LedgerError("this ledger was closed")
        check_private(self.path)
        connection = sqlite3.connect(
            self.path, timeout=self._busy, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        try:
            for pragma in (
                "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON",
                "trusted_schema = OFF",
            ):  # fmt: skip
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._open.append(connection)
        self._local.connection = connection
        return connection

    def _check_identity(self) -> None:
        """Look whose file it is, before anything in it is changed: even the journal's mode is written into it.

        Raises:
            LedgerError: It is somebody else's database.
        """
        try:
            with contextlib.closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as connection:
                connection.execute("BEGIN")  # one state of the file, while another process may be making it
                tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
                application = connection.execute("PRAGMA application_id").fetchone()[0]
        except sqlite3.Error as failure:
            if "locked" in str(failure):
                return
            raise LedgerError(f"the ledger {str(self.path)!r}: {_why(failure)}") from None
        if application not in (0, APPLICATION_ID) or (tables and not application):
            raise LedgerError(f"{str(self.path)!r} is a database, and no ledger of pixelfare's")

    def _prepare(self, connection: sqlite3.Connection) -> None:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not tables and not application:
            for statement in filter(str.strip, SCHEMA.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("INSERT INTO meta VALUES ('secret', ?)", (secrets.token_bytes(32),))
            return
        if application != APPLICATION_ID:
            raise LedgerError(f"{str(self.path)!r} is a database, and no ledger of pixelfare's")
        if version != VERSION:
            raise LedgerError(f"the ledger {str(self.path)!r} has form {version}; this version reads {VERSION}")
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if whole != "ok":
            raise LedgerError(f"the ledger {str(self.path)!r} is damaged: {whole}. Move it away only if you know why")


def _roll_back(connection: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _close_all(connections: list[sqlite3.Connection], process: int) -> None:
    """Close connections in the process that opened them; a fork must not, for they are its parent's."""
    if process == os.getpid():
        while connections:
            with contextlib.suppress(sqlite3.Error):
                connections.pop().close()


def _why(failure: sqlite3.Error) -> str:
    text = str(failure)
    if "locked" in text or "busy" in text:
        return "another process has it locked for too long"
    if "not a database" in text or "malformed" in text:
        return f"it is damaged, or no ledger ({text}). Nothing is bought until it is mended or moved away"
    if "full" in text:
        return "the disk is full"
    if "readonly" in text or "read-only" in text:
        return "it cannot be written"
    return text
