"""Traces from everywhere, and everything that can be wrong with one: a clear error, or a counted reject."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare import Catalog
from pixelfare.errors import BadRequest
from pixelfare.simulate import open_trace, simulate
from pixelfare.simulate.made_trace import SHAPES, MadeTrace, parse_mix
from pixelfare.simulate.replay import read_trace
from pixelfare.simulate.step import Reading, count
from pixelfare.simulate.tally import Tally

CATALOG = Catalog.load(as_of="2026-11-22")
ROWS: list[dict[str, Any]] = [
    {"prompt": "a cat", "time": "2026-11-01T08:00:00Z", "label": "shop", "paid": "0.05", "n": 2},
    {"prompt": "一块招牌上写着“开业”", "time": "2026-11-02T09:00:00Z", "label": "blog", "paid": None, "n": 1},
    {"prompt": 'a "quoted, odd"\nprompt', "time": None, "label": "", "paid": "1.25", "n": 1},
]  # fmt: skip


def csv_of(rows: list[dict[str, Any]]) -> bytes:
    stream = io.StringIO()
    table = csv.DictWriter(stream, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return stream.getvalue().encode()


def jsonl_of(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def tally_of(source: Any, **how: Any) -> Tally:
    return read_trace(source, **how).tally


def same(one: Tally, other: Tally) -> bool:
    return (one.counts, one.rejected, one.rows) == (other.counts, other.rejected, other.rows)


def written(folder: Path, name: str) -> Path:
    file = folder / name
    if ".parquet" in name:
        pq.write_table(pa.Table.from_pylist(ROWS), file)
    else:
        data = csv_of(ROWS) if ".csv" in name else jsonl_of(ROWS)
        file.write_bytes(gzip.compress(data) if name.endswith(".gz") else b"\xef\xbb\xbf" + data)
    return file


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet", "a.csv.gz", "a.jsonl.gz"])
def test_one_trace_in_every_form_is_the_same(tmp_path: Path, name: str) -> None:
    assert same(tally_of(written(tmp_path, name)), tally_of(ROWS))


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_from_standard_input(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BufferedReader(io.BytesIO(written(tmp_path, f"a.{kind}").read_bytes()))  # type: ignore[arg-type]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    assert same(tally_of("-"), tally_of(ROWS))


def test_a_folder_a_glob_and_a_table(tmp_path: Path) -> None:
    for name in ("a.csv", "b.jsonl", "c.parquet"):
        written(tmp_path, name)
    (tmp_path / "notes.txt").write_text("no trace")
    three = tally_of(ROWS * 3)
    assert same(tally_of(tmp_path), three)
    assert same(tally_of(str(tmp_path / "*.*l*")), tally_of(ROWS))
    assert same(tally_of(pa.Table.from_pylist(ROWS * 3)), three)
    assert open_trace(tmp_path / "c.parquet").rows == 3


def test_columns_may_be_called_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("text,prompt,who\na cat,17,shop\n")
    tally = tally_of(file, columns={"prompt": "text", "label": "who"})
    assert [group.label for _, group in tally.counts] == ["shop"]
    for columns, said in (
        ({"promt": "text"}, "has no column promt"),
        ({"prompt": "words"}, "no column words; there are"),
    ):
        with pytest.raises(BadRequest, match=said):
            tally_of(file, columns=columns)
    file.write_text("text,who\na cat,shop\n")
    with pytest.raises(BadRequest, match="there is no column prompt; name it"):
        tally_of(file)


def test_dictionaries_and_other_types_of_parquet(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    table = pa.table(
        {
            "prompt": pa.array(["a cat", "a dog", "a cat"]).dictionary_encode(),
            "time": pa.array([0, 1_793_500_000_000, None], pa.timestamp("ms")),
            "paid": pa.array([Decimal("0.064000"), None, Decimal("1.000000")], pa.decimal128(12, 6)),
            "n": pa.array([1, 2, 3], pa.int8()), "unknown": pa.array([[1], [2], []]),
        }
    )  # fmt: skip
    pq.write_table(table, file)
    tally = tally_of(file)
    assert sum(count.paid for count in tally.counts.values()) == 1_064_000
    assert sorted(group.day for _, group in tally.counts) == ["", "1970-01-01", "2026-11-01"]


BAD_LINES = [
    (b"\xff\xfe not text", "not-utf-8"), (b"{", "bad-json"), (b"[1]", "bad-json"), (b"null", "bad-json"),
    (b'{"prompt": ""}', "bad-prompt"), (b'{"prompt": "a", "n": 0}', "bad-count"), (b'{"x": 1}', "bad-prompt"),
    (b'{"prompt": "a", "n": 1.5}', "bad-count"), (b'{"prompt": "a", "size": "huge"}', "bad-size"),
    (b'{"prompt": "a", "paid": -1}', "bad-amount"), (b'{"prompt": "a", "paid": 0.0000001}', "bad-amount"),
    (b'{"prompt": "a", "paid": NaN}', "bad-json"), (b'{"prompt": "a", "time": "yesterday"}', "bad-date"),
    (b'{"prompt": "a", "images": 101}', "bad-count"),
    (b'{"prompt": "a", "label": "' + b"x" * 201 + b'"}', "bad-request"),
    (b'{"needs": "no", "prompt": "a"}', "bad-needs"), (b'{"prompt": "' + b"x" * 100_001 + b'"}', "bad-prompt"),
    (b'{"prompt": "' + b"x" * 4_000_001 + b'"}', "line-too-long"), (b'{"prompt": "a", "time": 1e30}', "bad-date"),
    (b"[" * 100_000, "bad-json"), (b'{"prompt": "a", "n": true}', "bad-count"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code"), BAD_LINES, ids=lambda value: str(value)[:30])
def test_a_bad_line_is_a_counted_reject_with_its_number(tmp_path: Path, line: bytes, code: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"prompt": "a cat"}\n\n' + line + b'\n{"prompt": "a dog"}')
    rejects = tmp_path / "rejects.jsonl"
    found = simulate(file, "cheapest", catalog=CATALOG, rejects=rejects)
    assert (found.rows, found.rejected, found.tally.rejected) == (2, 1, Counter({code: 1}))
    (reject,) = found.rejects
    assert (reject.file, reject.line, reject.code) == ("a.jsonl", 3, code)
    (kept,) = (json.loads(row) for row in rejects.read_text("utf-8").splitlines())
    assert kept == reject._asdict()
    assert len(kept["row"]) <= 4_000


def test_bad_rows_of_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(
        b'prompt,n\na cat,1\nonly one field\n"two\nlines",2\n\xff\xfe,1\na,1,too many\n\nlast,x\n"\x00",1\nfine,3'
    )
    tally = tally_of(file)
    assert sum(count.rows for count in tally.counts.values()) == 4
    assert [(reject.line, reject.code) for reject in tally.rejects] == [
        (3, "bad-csv"), (6, "not-utf-8"), (7, "bad-csv"), (9, "bad-count"),
    ]  # fmt: skip
    assert tally.rows == 8


def test_an_enormous_line_or_field_of_a_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixelfare.simulate.trace_text.LONGEST_LINE", 10_000)
    file = tmp_path / "a.csv"
    file.write_bytes(b"prompt,n\na,1\n" + b"x" * 25_000 + b"\nb,1\nc,x\n")
    tally = tally_of(file)
    assert sum(count.rows for count in tally.counts.values()) == 2
    assert [(reject.line, reject.code) for reject in tally.rejects] == [(3, "line-too-long"), (5, "bad-count")]


@pytest.mark.parametrize("rows", ["y\n" * 20, "y\n" * 5_000, 'y\n"a 24" monitor\n'])
def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path, rows: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f'prompt\na\n"open\n{rows}')
    if "monitor" in rows:  # where another quote closes it, the span is one reject that says so
        (reject,) = tally_of(file).rejects
        assert (reject.line, reject.code) == (3, "bad-csv")
        assert reject.message.startswith("lines 3 to 5 cannot be read")
    else:
        with pytest.raises(BadRequest, match=r"a\.csv:3: a quote (is opened here and never|that is opened here spans)"):
            tally_of(file)


@pytest.mark.parametrize(
    ("column", "good"),
    [
        (pa.array([1_793_500_000_000_000_001, 5], pa.timestamp("ns")), 2),
        (pa.array([10**15, 1_793_500_000], pa.timestamp("s")), 1),
        (pa.array([0, 1], pa.timestamp("s", "No/Where")), 0),
    ],
    ids=["finer than a microsecond", "beyond the year 9999", "a zone that nobody knows"],
)  # fmt: skip
def test_a_time_that_python_lacks_is_one_reject(column: Any, good: int) -> None:
    table = pa.table({"prompt": ["a cat", "a dog"], "time": column})
    if not good:
        with pytest.raises(BadRequest, match="all 2 rows are rejected"):
            tally_of(table)
        return
    tally = tally_of(table)
    assert (sum(count.rows for count in tally.counts.values()), sum(tally.rejected.values())) == (good, 2 - good)


def test_text_of_parquet_that_is_not_utf_8_is_one_reject(tmp_path: Path) -> None:
    broken = pa.array([b"a cat", b"\xff\xfe", b"a dog"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"prompt": broken}), tmp_path / "a.parquet")
    tally = tally_of(tmp_path / "a.parquet")
    assert [(reject.line, reject.code) for reject in tally.rejects] == [(2, "unreadable")]


def test_columns_of_one_name_are_an_error() -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["prompt", "prompt"])
    with pytest.raises(BadRequest, match="more than one column prompt"):
        tally_of(table)


def test_only_columns_of_a_trace_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["a cat"], "png": ["x" * 1000], "label": ["shop"]}), file)
    (chunk,) = open_trace(file).chunks({"prompt": "text"})
    assert chunk.batch.schema.names == ["text", "label"]


@pytest.mark.parametrize("bomb", [b"1e300000000", b"1e999999999999", b"[" * 400 + b"]" * 400])
def test_a_small_line_takes_little_memory(tmp_path: Path, bomb: bytes) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"prompt": "a cat", "paid": ' + bomb + b'}\n{"prompt": "a dog", "x": ' + bomb + b"}")
    tally = tally_of(file)
    assert [reject.code for reject in tally.rejects] == ["bad-amount"]


def test_times_of_several_zones_in_one_list() -> None:
    east = dt.timezone(dt.timedelta(hours=5))
    rows = [
        {"prompt": "a", "time": dt.datetime(2026, 11, 1, 23, 30, tzinfo=east)},
        {"prompt": "b", "time": dt.datetime(2026, 11, 2, 20, 0)},  # noqa: DTZ001  in the zone that is asked for
        {"prompt": "c", "time": "20261103"}, {"prompt": "d", "time": dt.date(2026, 11, 4)},
    ]  # fmt: skip
    tally = tally_of(rows, zone="Asia/Shanghai")
    assert (
        sorted(group.day for _, group in tally.counts) == ["2026-11-02", "2026-11-02", "2026-11-03", "2026-11-04"][1:]
    )
    assert sum(count.rows for count in tally.counts.values()) == 4
    assert tally_of([{"prompt": "a", "time": "2026"}, "b"]).rejected == Counter({"bad-date": 1})


def test_a_column_of_several_types_leaves_the_others_alone() -> None:
    rows = [{"needs": {"operation": "generate"}, "paid": 1}, {"prompt": "b", "paid": "0.5"}]
    tally = tally_of(rows)
    assert not tally.rejected
    assert sum(count.paid for count in tally.counts.values()) == 1_500_000


def test_what_a_simulation_wrote_is_no_part_of_a_folder(tmp_path: Path) -> None:
    written(tmp_path, "a.csv")
    hidden = tmp_path / ".checkpoints"
    hidden.mkdir()
    written(hidden, "b.csv")
    (tmp_path / "c.rejects.jsonl").write_text("{}")
    simulate(tmp_path, "auto", catalog=CATALOG).save(tmp_path)
    assert same(tally_of(tmp_path), tally_of(ROWS))


@pytest.mark.parametrize("rejects", ["a.csv", "notes.txt"])
def test_rejected_rows_are_written_over_nothing_of_yours(tmp_path: Path, rejects: str) -> None:
    for name in ("a.csv", "notes.txt"):
        (tmp_path / name).write_text('prompt\na cat\n""\n')
    with pytest.raises(BadRequest, match="is there already and holds no rejected rows"):
        tally_of(tmp_path / "a.csv", rejects=tmp_path / rejects)
    assert (tmp_path / rejects).read_text() == 'prompt\na cat\n""\n'


def test_rejected_rows_of_a_run_before_do_not_stay(tmp_path: Path) -> None:
    file = tmp_path / "rejects.jsonl"
    tally_of(["a cat", ""], rejects=file)
    assert file.stat().st_mode & 0o077 == 0
    tally_of(["a cat"], rejects=file)
    assert not file.exists()
    tally_of(["a cat"], rejects="/dev/null")
    assert Path("/dev/null").exists()


@pytest.mark.parametrize("head", ["", "\n", "a,a\n1,2\n", "a,\n1,2\n"])
def test_a_csv_without_a_head_that_can_be_used(tmp_path: Path, head: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(head)
    with pytest.raises(BadRequest):
        tally_of(file)


def test_rejects_of_parquet_have_row_numbers_beyond_the_first_batch(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    prompts = ["a cat"] * 9_000
    prompts[8_765] = "   "
    pq.write_table(pa.table({"prompt": prompts}), file, row_group_size=2_000)
    for engine in ("local",):
        (reject,) = tally_of(file, engine=engine, workers=2).rejects
        assert (reject.line, reject.code) == (8_766, "bad-prompt")


@pytest.mark.parametrize("keep", [0, 3, 100, -1, -9])
def test_a_truncated_parquet_file_is_an_error_and_no_half_report(tmp_path: Path, keep: int) -> None:
    whole = written(tmp_path, "a.parquet").read_bytes()
    file = tmp_path / "b.parquet"
    file.write_bytes(whole[:keep])
    with pytest.raises(BadRequest, match=r"b\.parquet: cannot be read as Parquet"):
        simulate(file, catalog=CATALOG)


def test_a_parquet_file_broken_in_the_middle(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(MadeTrace(rows=4000).table(), file, row_group_size=500, compression="zstd")
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4000] = bytes(4000)
    file.write_bytes(data)
    with pytest.raises(BadRequest, match="cannot be read as Parquet to its end"):
        simulate(file, catalog=CATALOG)


def test_a_gzip_that_is_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(jsonl_of(ROWS * 100))[:-20])
    with pytest.raises(BadRequest, match="cut off or broken"):
        tally_of(file)


def test_what_is_no_trace(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("what is this")
    latin = tmp_path / "latin.csv"
    latin.write_bytes("prompt,caf\xe9\n".encode("latin-1"))
    for source, said in (
        (latin, "head is not UTF-8"), (None, "a trace is a file"), (b"a.csv", "a trace is a file"),
        ({"prompt": "a"}, "a trace is a file"), ("~nobody-here/a.csv", "is no path"), ("x" * 5_000, "is no path"),
        (tmp_path / "none.csv", "no such file"), (tmp_path / "empty", "no .csv, .jsonl or .parquet"),
        (tmp_path / "a.txt", "does not say what it is"), ([1], "prompts or dicts"), ("*.nothing", "no such file"),
    ):  # fmt: skip
        with pytest.raises(BadRequest, match=said):
            tally_of(source)
    with pytest.raises(BadRequest, match="format is"):
        tally_of(tmp_path / "a.txt", format="xml")
    with pytest.raises(BadRequest, match="rejected rows cannot be written"):
        tally_of(["a cat", ""], rejects=tmp_path / "no" / "such" / "folder.jsonl")


TALLIES = st.lists(st.lists(st.sampled_from([*ROWS, {"prompt": ""}]), min_size=1, max_size=6), min_size=3, max_size=3)


@given(parts=TALLIES)
def test_tallies_add_up_whichever_way(parts: list[list[dict[str, Any]]]) -> None:
    def fresh() -> list[Tally]:
        return [count(chunk, Reading()) for part in parts for chunk in open_trace(part).chunks()]

    left, right = fresh(), fresh()
    a, b, c = left
    a.add(b)
    a.add(c)
    x, y, z = right
    z.add(y)
    z.add(x)
    (everything,) = (count(chunk, Reading()) for chunk in open_trace([r for p in parts for r in p]).chunks())
    assert (a.counts, a.rejected, a.rows, sorted(r[2:] for r in a.rejects)) == (
        z.counts, z.rejected, z.rows, sorted(r[2:] for r in z.rejects),
    )  # fmt: skip
    assert same(a, everything)


@pytest.mark.parametrize("shape", SHAPES)
def test_synthetic_traces_repeat_and_are_in_order(shape: str) -> None:
    made = MadeTrace(rows=5_000, shape=shape, days=3, seed=5)
    table = made.table()
    assert table.equals(made.table())
    assert not table.equals(MadeTrace(rows=5_000, shape=shape, days=3, seed=6).table())
    times = table["time"].to_pylist()
    assert times == sorted(times)
    assert made.start <= times[0]
    assert (times[-1] - made.start).total_seconds() <= 3 * 86_400
    assert not read_trace(table).tally.rejected


def test_shapes_are_what_they_are_called() -> None:
    def per_hour(shape: str) -> list[int]:
        made = MadeTrace(rows=19_200, shape=shape, days=2)
        hours = Counter(int((t - made.start).total_seconds() // 3600) for t in made.table()["time"].to_pylist())
        return [hours[hour] for hour in range(48)]

    steady, drift = per_hour("steady"), per_hour("drift")
    assert max(steady) < 1.4 * min(steady)
    wave = per_hour("wave")
    assert max(wave) > 5 * min(wave)
    assert wave.index(max(wave[:24])) in range(10, 15)
    burst = per_hour("burst")
    assert max(burst) > 8 * sorted(burst)[24]
    assert drift[-1] > 3 * drift[0]
    assert sum(per_hour("adversarial")[:24]) < 0.15 * 19_200


@pytest.mark.parametrize(
    "odd", [{"rows": 0}, {"shape": "zigzag"}, {"mix": {"x": 1}}, {"mix": {"plain": 0}}, {"days": 0}, {"seed": -1}]
)
def test_odd_synthetic_traces_are_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        MadeTrace(**{"rows": 10, **odd})
    with pytest.raises(BadRequest):
        parse_mix("plain")
