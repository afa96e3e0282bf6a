"""The YAML documents a catalog is made of: folder on folder, each fact with the file it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pixelfare.catalog.book import Book
from pixelfare.catalog.build import build_gateway, build_model, build_sources
from pixelfare.catalog.build_scores import build_benchmark, build_needs
from pixelfare.catalog.check import Where, first_contradiction
from pixelfare.errors import CatalogError, FileError
from pixelfare.shipped import files_in

if TYPE_CHECKING:
    from pixelfare.strict_yaml import Document

__all__ = ["Documents", "Papers"]

MOST_FILES = 2_000
Documents = dict[str, dict[str, Any]]
"""`sources`, `gateways`, `models`, `evidence` and `needs`, each by id; a document is what its file says, validated."""
_FORMS = {"models": "model", "gateways": "gateway", "sources": "sources", "evidence": "evidence", "needs": "needs"}


class Papers:
    """Documents, and the files they were read from.

    Args:
        documents: Documents to begin with, already validated.
    """

    def __init__(self, documents: Documents | None = None) -> None:
        self.documents: Documents = documents or {kind: {} for kind in _FORMS}
        self._files: dict[tuple[str, str], list[Document]] = {}

    def add(self, folder: Path) -> str:
        """Put a folder on top of what there is: a file of the same id replaces, one with `extends` adds.

        Returns:
            A mark of everything the folder holds.

        Raises:
            CatalogError: A file breaks a rule.
        """
        from pixelfare.catalog.forms import KINDS  # noqa: PLC0415  only where no snapshot serves
        from pixelfare.strict_yaml import read_yaml  # noqa: PLC0415  likewise
        from pixelfare.validation import validated  # noqa: PLC0415  likewise

        mark = hashlib.sha256()
        here: dict[tuple[str, str], str] = {}
        extensions: list[tuple[Document, dict[str, Any]]] = []
        for name, kind, file in _known_files(folder):
            document = read_yaml(file)
            mark.update(f"{name}\0{document.digest}\0".encode(errors="surrogateescape"))
            if kind == "models" and isinstance(document.data, dict) and "extends" in document.data:
                extensions.append((document, validated(document, KINDS["extension"])))
                continue
            valid = validated(document, KINDS[_FORMS[kind]])
            id_ = valid.get("id") or f"{kind} {len(self.documents[kind])}"
            if earlier := here.get((kind, id_)):
                raise document.problem(f"{id_} is already defined in {earlier}", ("id",))
            here[kind, id_] = str(file)
            self.documents[kind][id_] = valid
            self._files[kind, id_] = [document]
        for document, extension in extensions:
            self._extend(document, extension)
        return mark.hexdigest()

    def book(self, digest: str) -> Book:
        """Build what the documents say.

        Raises:
            CatalogError: They contradict each other; the error has file, line and path.
        """
        sources = {k: v for doc in self.documents["sources"].values() for k, v in build_sources(doc).items()}
        built = [build_model(doc) for _, doc in sorted(self.documents["models"].items())]
        measured = [build_benchmark(doc) for _, doc in sorted(self.documents["evidence"].items())]
        book = Book(
            models=MappingProxyType({model.id: model for model, _ in built}),
            gateways=MappingProxyType(
                {id_: build_gateway(doc) for id_, doc in sorted(self.documents["gateways"].items())}
            ),
            sources=MappingProxyType(sources),
            offers=tuple(sorted((o for _, offers in built for o in offers), key=lambda o: (o.model, o.gateway))),
            digest=digest,
            names=MappingProxyType({name: model.id for model, _ in built for name in model.aka}),
            benchmarks=MappingProxyType({benchmark.id: benchmark for benchmark, _ in measured}),
            scores=tuple(score for _, scores in measured for score in scores),
            needs=build_needs(self.documents["needs"].values()),
        )
        if found := first_contradiction(book):
            raise self._located(*found)
        return book

    def _extend(self, document: Document, extension: Mapping[str, Any]) -> None:
        id_ = extension["extends"]
        if id_ not in self.documents["models"]:
            raise document.problem(f"there is no model {id_} to extend", ("extends",))
        model = dict(self.documents["models"][id_])
        for key in ("aka", "use_cases", "lifecycle"):
            model[key] = [*model.get(key, []), *extension.get(key, [])]
        for key in ("lettering", "capabilities"):
            model[key] = {**model.get(key, {}), **extension.get(key, {})}
        offers = {o["at"]: o for o in model.get("offers", [])}
        offers.update({o["at"]: o for o in extension.get("offers", [])})
        model["offers"] = list(offers.values())
        self.documents["models"][id_] = model
        self._files.setdefault(("models", id_), []).append(document)

    def _located(self, where: Where, problem: str) -> FileError:
        """An error at the place in a file that a contradiction was found at."""
        kind, id_, *path = where
        files = self._files.get((str(kind), str(id_)), [])
        for document in reversed(files):
            if (place := _place(document.data, path)) is not None or document is files[0]:
                return document.problem(problem, place or ())
        return CatalogError(problem, path=".".join(map(str, where[1:])))


def _place(data: Any, path: list[str | int]) -> tuple[str | int, ...] | None:
    """Where a path is in a document, an offer being named by its gateway; `None` where it is not in this one."""
    place: list[str | int] = []
    for part in path:
        if place == ["offers"]:
            numbers = [i for i, offer in enumerate(data) if offer.get("at") == part]
            if not numbers:
                return None
            part = numbers[-1]  # noqa: PLW2901  the offer's place instead of its name
        inside = isinstance(part, int) and isinstance(data, list) and part < len(data)
        if not inside and not (isinstance(data, dict) and part in data):
            return tuple(place) or None
        data = data[part]
        place.append(part)
    return tuple(place)


def _known_files(folder: Path) -> list[tuple[str, str, Path]]:
    """The name below a folder, the kind and the path of each file that belongs to a catalog."""
    files = files_in(folder, CatalogError)
    if len(files) > MOST_FILES:
        raise CatalogError(f"holds more than {MOST_FILES:,} YAML files", file=folder)
    named = [(file.relative_to(folder).as_posix(), file) for file in files]
    return [(name, _kind_of(name, file), file) for name, file in named]


def _kind_of(name: str, file: Path) -> str:
    top = name.partition("/")[0]
    if name.endswith(".yml"):
        raise CatalogError("ends in .yml; catalog files end in .yaml", file=file)
    if name in ("sources.yaml", "needs.yaml"):
        return name.removesuffix(".yaml")
    if top in ("models", "gateways", "evidence") and "/" in name:
        return top
    places = "models/<lab>/<model>.yaml, gateways/<gateway>.yaml, evidence/<benchmark>.yaml, needs.yaml, sources.yaml"
    raise CatalogError(f"is in no known place; there are {places}", file=file)
