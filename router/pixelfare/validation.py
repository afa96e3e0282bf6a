"""From a pydantic error to one of ours: the first problem, with file, line and path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pixelfare.strict_yaml import Document

__all__ = ["validated"]


def validated(document: Document, form: type[BaseModel]) -> dict[str, Any]:
    """Check a document against its form and give it back as plain JSON values, defaults left out.

    Args:
        document: A parsed file.
        form: The pydantic model of its kind.

    Raises:
        FileError: The first rule it breaks, and how many more there are.
    """
    from pydantic import ValidationError  # noqa: PLC0415  slow to import, and not needed where a snapshot is fresh

    if not isinstance(document.data, dict):
        raise document.problem("is not a mapping of keys to values")
    try:
        valid = form.model_validate(document.data)
    except ValidationError as failure:
        first = failure.errors(include_url=False)[0]
        path = _path(first["loc"], document.data)
        problem = str(first["msg"]).removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            problem = "is no key of this place"
            if len(path) == 1:
                names = sorted(field.alias or name for name, field in form.model_fields.items())
                problem = f"is no key of such a file; it has {', '.join(names)}"
        more = f" (and {failure.error_count() - 1} more)" if failure.error_count() > 1 else ""
        raise document.problem(problem + more, path) from None
    return valid.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _path(location: tuple[int | str, ...], data: Any) -> tuple[int | str, ...]:
    """The part of pydantic's location that is in the file: it also names the branches of unions."""
    path: list[int | str] = []
    for i, part in enumerate(location):
        if isinstance(data, dict) and (part in data or i == len(location) - 1):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path.append(part)
    return tuple(path)
