"""Many prompts: a line each, or JSON lines; a bad line is reported and the others go on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def jsonl(*rows: Any) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows).encode()


def test_a_row_for_each_line_and_a_total(cli: Any) -> None:
    ran = cli("route", "--lines", "-i", "cheapest", "--as-of", "2026-11-22", stdin=b"a cat\r\n\r\na dog\n  \na bird")
    assert ran.code == 0
    rows = ran.out.splitlines()
    assert [row.split()[:2] for row in rows[:3]] == [["1", "$0.016750"], ["3", "$0.016750"], ["5", "$0.016750"]]
    assert rows[0].endswith("a cat")
    assert rows[-1].startswith("3 prompts, $0.050250")


def test_json_lines_carry_line_and_id_and_their_own_wishes(cli: Any) -> None:
    ran = cli(
        "route", "--jsonl", "--json", "--as-of", "2026-11-22", "--intent", "quality",
        stdin=jsonl(
            {"prompt": "a cat", "id": "x-1", "intent": "cheapest", "size": "16:9", "n": 2, "gateway": "sandbox"},
            {"prompt": "一只猫", "id": 7, "max_usd": 0.05, "needs": {"lettering": ["zh"]}, "category": "of a data set"},
            {"prompt": "paint it", "images": 2, "mask": False, "intent": None},
        ),
    )  # fmt: skip
    # No pictured model draws Chinese for 5 cents under this policy's order, which ignores lettering.
    one, two, three = ran.rows
    assert (one["line"], one["id"], one["gateway"], one["size"], one["n"]) == (1, "x-1", "sandbox", "1344x768", 2)
    assert (two["line"], two["id"], two["request"]["max_micro_usd"]) == (2, 7, 50_000)
    assert two["needs"]["lettering"] == ["zh"]
    assert ("id" in three, three["needs"]["operation"], three["request"]["images"]) == (False, "edit", 2)
    assert three["intent"] == "quality"


def test_a_file_that_ends_in_jsonl_is_read_so(cli: Any, tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_bytes(jsonl({"prompt": "a cat"}, {"prompt": "a dog"}))
    assert [row["line"] for row in cli("route", "--file", file, "--json").rows] == [1, 2]
    assert [row["line"] for row in cli("read", "--file", file, "--json").rows] == [1, 2]


@pytest.mark.parametrize(
    ("row", "error", "says"),
    [
        ("{", "bad-prompt", "not JSON"),
        ("[1]", "bad-prompt", "a list"),
        ("[" * 100_000, "bad-prompt", "nested"),
        ('{"prompt": NaN}', "bad-prompt", "NaN"),
        ("{}", "bad-prompt", 'no "prompt"'),
        ({"prompt": 3}, "bad-prompt", "prompt is a number"),
        ({"prompt": " "}, "bad-prompt", "empty"),
        ({"prompt": "x", "sise": "1:1"}, "bad-prompt", "Did you mean size?"),
        ({"prompt": "x", "image": 1}, "bad-prompt", "Did you mean images?"),
        ({"prompt": "x", "size": 3}, "bad-prompt", "size is a number; it is text"),
        ({"prompt": "x", "size": "big"}, "bad-size", "big"),
        ({"prompt": "x", "n": True}, "bad-prompt", "n is true or false"),
        ({"prompt": "x", "n": 1.5}, "bad-prompt", "n is a number"),
        ({"prompt": "x", "n": 11}, "bad-count", "11"),
        ({"prompt": "x", "images": -1}, "bad-prompt", "images"),
        ({"prompt": "x", "images": 10**9}, "bad-prompt", "images"),
        ({"prompt": "x", "max_usd": "1e3"}, "bad-amount", "1e3"),
        ({"prompt": "x", "intent": "cheapst"}, "unknown-intent", "cheapest"),
        ({"prompt": "x", "gateway": {}}, "bad-prompt", "gateway is an object"),
        ({"prompt": "x", "gateway": [1]}, "bad-request", "gateway"),
        ({"prompt": "x", "needs": {"letters": []}}, "bad-prompt", "lettering"),
        ({"prompt": "x", "needs": {"lettering": ["klingon"]}}, "bad-needs", "klingon"),
        ({"prompt": "x", "needs": {"lettering": [[]]}}, "bad-prompt", "list of names"),
        ({"prompt": "x", "needs": {"language": 5}}, "bad-prompt", "language"),
        ({"prompt": "x", "size": "1x1"}, "no-offer", "nothing"),
    ],
)
def test_a_bad_line_is_an_error_with_its_number(cli: Any, row: Any, error: str, says: str) -> None:
    ran = cli("route", "--jsonl", "--json", stdin=jsonl({"prompt": "a"}, row, {"prompt": "b"}))
    assert [found["line"] for found in ran.rows] == [1, 3]
    (failure,) = ran.errors
    assert (failure["error"], failure["line"]) == (error, 2)
    assert says in failure["message"]
    assert ran.code == (3 if error == "no-offer" else 2)
    shown = cli("route", "--jsonl", stdin=jsonl({"prompt": "a"}, row, {"prompt": "b"}))
    assert "line 2" in shown.err
    assert "1 failed" in shown.out


def test_the_first_failure_gives_the_exit_code(cli: Any) -> None:
    none, bad = {"prompt": "a", "size": "1x1"}, {"prompt": ""}
    assert cli("route", "--jsonl", stdin=jsonl(none, bad)).code == 3
    assert cli("route", "--jsonl", stdin=jsonl(bad, none)).code == 2


def test_bytes_that_are_no_text_cost_one_line(cli: Any) -> None:
    ran = cli("route", "--lines", "--json", stdin=b"a\n\xff\nb\n")
    assert [row["line"] for row in ran.rows] == [1, 3]
    assert ran.errors[0]["line"] == 2
    assert "UTF-8" in ran.errors[0]["message"]


def test_an_endless_line_costs_one_line(cli: Any) -> None:
    ran = cli("route", "--lines", "--json", stdin=b"x" * 8_000_001 + b"\nb\n")
    assert [row["line"] for row in ran.rows] == [2]
    assert "8,000,000" in ran.errors[0]["message"]


def test_read_goes_line_by_line_too(cli: Any) -> None:
    ran = cli("read", "--lines", stdin="a sign that says “OPEN”\n一只猫\n".encode())
    assert "lettering latin" in ran.out
    assert "prompt in zh" in ran.out


def test_nothing_but_rows_where_nobody_watches(process: Any) -> None:
    ran = process("route", "--lines", "--json", input=b"a\nb\n")
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert len(ran.stdout.splitlines()) == 2
