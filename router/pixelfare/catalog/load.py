"""From folders of YAML to a `Book`: the shipped catalog, and folders of a user's own on top."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixelfare.catalog.book import Book
from pixelfare.catalog.build import build_gateway, build_model, build_sources
from pixelfare.catalog.check import check_book
from pixelfare.errors import CatalogError
from pixelfare.shipped import read_snapshot, shipped_folder, yaml_files

if TYPE_CHECKING:
    from pixelfare.strict_yaml import Document

__all__ = ["load_book", "load_book_alone", "read_documents", "shipped_documents"]

MOST_FILES = 2_000
Documents = dict[str, dict[str, Any]]
"""`sources`, `gateways` and `models`, each by id; a document is what its file says, validated."""


def load_book(paths: tuple[Path, ...] = ()) -> Book:
    """Load the shipped catalog with folders on top; folders are read anew each time.

    Raises:
        CatalogError: A file breaks a rule.
    """
    if not paths:
        return _shipped_book()
    digest, documents = shipped_documents()
    marks = [digest, *(_add_folder(documents, folder) for folder in paths)]
    return _build(documents, hashlib.sha256("\n".join(marks).encode()).hexdigest())


@cache
def _shipped_book() -> Book:
    digest, documents = shipped_documents()
    return _build(documents, digest)


def load_book_alone(folder: Path) -> Book:
    """Load one folder that is a whole catalog, with nothing below it.

    Raises:
        CatalogError: A file breaks a rule.
    """
    documents: Documents = {"sources": {}, "gateways": {}, "models": {}}
    mark = _add_folder(documents, folder)
    return _build(documents, mark)


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
    documents: Documents = {"sources": {}, "gateways": {}, "models": {}}
    _add_folder(documents, folder)
    return documents


def _build(documents: Documents, digest: str) -> Book:
    sources = {k: v for doc in documents["sources"].values() for k, v in build_sources(doc).items()}
    gateways = {id_: build_gateway(doc) for id_, doc in sorted(documents["gateways"].items())}
    built = [build_model(doc) for _, doc in sorted(documents["models"].items())]
    book = Book(
        models={model.id: model for model, _ in built},
        gateways=gateways,
        sources=sources,
        offers=tuple(sorted((o for _, offers in built for o in offers), key=lambda o: (o.model, o.gateway))),
        digest=digest,
        names={name: model.id for model, _ in built for name in model.aka},
    )
    check_book(book)
    return book


def _add_folder(documents: Documents, folder: Path) -> str:
    """Add a folder's documents to those of earlier folders; returns a mark of what it held."""
    from pixelfare.catalog.schema import KINDS  # noqa: PLC0415  only where no snapshot serves
    from pixelfare.strict_yaml import read_yaml  # noqa: PLC0415  likewise
    from pixelfare.validation import validated  # noqa: PLC0415  likewise

    if not folder.is_dir():
        raise CatalogError("is not a folder", file=folder)
    try:
        files = yaml_files(folder)
    except OSError as failure:
        raise CatalogError(f"cannot be read: {failure.strerror}", file=failure.filename or folder) from None
    if len(files) > MOST_FILES:
        raise CatalogError(f"holds more than {MOST_FILES:,} YAML files", file=folder)
    mark = hashlib.sha256()
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        name = file.relative_to(folder).as_posix()
        kind = _kind_of(name, file)
        if kind is None:
            continue
        document = read_yaml(file)
        if kind == "models" and isinstance(document.data, dict) and "extends" in document.data:
            _extend(documents, document, validated(document, KINDS["extension"]))
        else:
            form = {"models": "model", "gateways": "gateway", "sources": "sources"}[kind]
            valid = validated(document, KINDS[form])
            id_ = valid["id"] if "id" in valid else f"sources of {len(documents['sources'])}"
            if earlier := seen.get((kind, id_)):
                raise document.problem(f"{id_} is already defined in {earlier}", ("id",))
            seen[kind, id_] = str(file)
            documents[kind][id_] = valid
        mark.update(name.encode() + b"\0" + file.read_bytes())
    return mark.hexdigest()


def _kind_of(name: str, file: Path) -> str | None:
    top = name.partition("/")[0]
    if top == "evidence":
        return None
    if name.endswith(".yml"):
        raise CatalogError("ends in .yml; catalog files end in .yaml", file=file)
    if name == "sources.yaml":
        return "sources"
    if top in ("models", "gateways") and "/" in name:
        return top
    places = "models/<lab>/<model>.yaml, gateways/<gateway>.yaml, sources.yaml"
    raise CatalogError(f"is in no known place; there are {places}", file=file)


def _extend(documents: Documents, document: Document, extension: Mapping[str, Any]) -> None:
    id_ = extension["extends"]
    if id_ not in documents["models"]:
        raise document.problem(f"no earlier folder has a model {id_}", ("extends",))
    model = dict(documents["models"][id_])
    for key in ("aka", "use_cases", "lifecycle"):
        model[key] = [*model.get(key, []), *extension.get(key, [])]
    for key in ("lettering", "capabilities"):
        model[key] = {**model.get(key, {}), **extension.get(key, {})}
    offers = {o["at"]: o for o in model.get("offers", [])}
    offers.update({o["at"]: o for o in extension.get("offers", [])})
    model["offers"] = list(offers.values())
    documents["models"][id_] = model
