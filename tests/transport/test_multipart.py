"""What is packed here is unpacked by another's parser: the standard library's, which was made for mail."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, cast

from hypothesis import given
from hypothesis import strategies as st

from pixelfare.transport.multipart import Part, multipart

if TYPE_CHECKING:
    import pytest


def unpacked(kind: str, body: bytes) -> list[Part]:
    message = cast("EmailMessage", BytesParser(policy=HTTP).parsebytes(f"content-type: {kind}\r\n\r\n".encode() + body))
    assert message.is_multipart()
    assert not message.defects
    parts = []
    for part in message.iter_parts():
        assert part.get_content_disposition() == "form-data"
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        media_type = part.get_content_type() if "content-type" in part else ""
        parts.append(Part(name=str(name), data=data, filename=part.get_filename(""), media_type=media_type))
    return parts


FILE = Part(name="image[]", data=bytes(range(256)) * 3, filename="image-1.png", media_type="image/png")


def test_fields_and_files() -> None:
    parts = [Part(name="prompt", data="Brücke\r\n--\n“邀请函”".encode()), FILE, FILE]
    kind, body = multipart(parts)
    assert kind.startswith("multipart/form-data; boundary=")
    assert unpacked(kind, body) == parts
    assert body.endswith(b"--\r\n")


@given(
    st.lists(
        st.builds(
            Part,
            name=st.sampled_from(["model", "prompt", "image", "image[]", "mask"]),
            data=st.binary(max_size=80) | st.sampled_from([b"", b"\r\n", b"--", b"\r\n--\r\n", b"\r", b"\n", b"\0"]),
            filename=st.sampled_from(["", "image-1.png"]),
            media_type=st.sampled_from(["", "image/png", "application/octet-stream"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_there_and_back(parts: list[Part]) -> None:
    assert unpacked(*multipart(parts)) == parts


def test_the_same_parts_are_the_same_bytes() -> None:
    assert multipart([FILE]) == multipart(iter([FILE]))
    assert multipart([FILE])[0] != multipart([FILE, FILE])[0]


def test_the_boundary_is_never_inside() -> None:
    """A picture that holds the boundary of the form it is in, as well as that can be made."""
    boundary = multipart([Part(name="a", data=b"x")])[0].partition("=")[2]
    for data in (boundary.encode(), b"\r\n--" + boundary.encode() + b"--\r\n"):
        parts = [Part(name="a", data=b"x"), Part(name="b", data=data)]
        kind, body = multipart(parts)
        assert kind.partition("=")[2].encode() not in data
        assert unpacked(kind, body) == parts


def test_a_boundary_that_is_inside_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter(["aaaa", "bbbb", "cccc"])

    class Digest:
        def hexdigest(self) -> str:
            return next(found)

    monkeypatch.setattr("hashlib.sha256", lambda _: Digest())
    kind, _ = multipart([Part(name="a", data=b"1 aaaa 2 bbbb 3")])
    assert kind == "multipart/form-data; boundary=cccc"
