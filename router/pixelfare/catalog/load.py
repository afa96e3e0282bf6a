"""From folders of YAML to a `Book`: the shipped catalog, and folders of a user's own on top."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from pixelfare.catalog.book import Book
from pixelfare.catalog.papers import Documents, Papers
from pixelfare.shipped import read_snapshot, shipped_folder

__all__ = ["load_book", "load_book_alone", "read_documents", "shipped_documents"]


def load_book(paths: tuple[Path, ...] = ()) -> Book:
    """Load the shipped catalog with folders on top; folders are read anew each time.

    Raises:
        CatalogError: A file breaks a rule.
    """
    if not paths:
        return _shipped_book()
    digest, documents = shipped_documents()
    papers = Papers(documents)
    marks = [digest, *(papers.add(folder) for folder in paths)]
    return papers.book(hashlib.sha256("\n".join(marks).encode()).hexdigest())


@cache
def _shipped_book() -> Book:
    digest, documents = shipped_documents()
    return Papers(documents).book(digest)


def load_book_alone(folder: Path) -> Book:
    """Load one folder that is a whole catalog, with nothing below it.

    Raises:
        CatalogError: A file breaks a rule.
    """
    papers = Papers()
    return papers.book(papers.add(folder))


def shipped_documents(*, use_snapshot: bool = True) -> tuple[str, Documents]:
    """The digest and the validated documents of the shipped catalog, from the snapshot where that is fresh."""
    digest, documents = read_snapshot("catalog")
    if documents is None or not use_snapshot:
        documents = read_documents(shipped_folder("catalog"))
    return digest, documents


def read_documents(folder: Path) -> Documents:
    """Read and validate the YAML files of one folder.

    Raises:
        CatalogError: A file breaks a rule.
    """
    papers = Papers()
    papers.add(folder)
    return papers.documents
