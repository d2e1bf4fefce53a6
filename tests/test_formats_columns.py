"""Parquet and Arrow files: cells of text columns change, and everything else reads as before."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import ipc

from thaifix.errors import InputError
from thaifix.formats import Reading, open_document

if TYPE_CHECKING:
    from collections.abc import Callable


def parquet(table: pa.Table, **options: Any) -> bytes:  # noqa: ANN401 - as the writer takes them
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def arrow_file(table: pa.Table, codec: str | None = None, batch: int = 2) -> bytes:
    sink = io.BytesIO()
    with ipc.new_file(sink, table.schema, options=ipc.IpcWriteOptions(compression=codec)) as writer:
        writer.write_table(table, max_chunksize=batch)
    return sink.getvalue()


def arrow_stream(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


KINDS: list[tuple[str, Callable[[pa.Table], bytes]]] = [
    ("a.parquet", parquet),
    ("a.arrow", arrow_file),
    ("a.arrows", arrow_stream),
]


def read(name: str, data: bytes) -> pa.Table:
    if name.endswith("parquet"):
        return pq.read_table(io.BytesIO(data))
    return (ipc.open_stream if name.endswith("s") else ipc.open_file)(data).read_all()


def example() -> pa.Table:
    fields = [
        pa.field("ที่", pa.int32(), nullable=False, metadata={"unit": "x"}),
        pa.field("ชื่อ", pa.string()),
        pa.field("large", pa.large_string()),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string())),
        pa.field("list", pa.list_(pa.string())),
        pa.field("bytes", pa.binary()),
    ]
    columns = [
        pa.array([1, 2, 3], pa.int32()),
        pa.array(["กรม", None, "plain"]),
        pa.array([None, "ข", ""], pa.large_string()),
        pa.array(["ค", "ง", "ค"]).dictionary_encode().cast(fields[3].type),
        pa.array([["จ"], None, []], fields[4].type),
        pa.array([b"\xff", None, b""]),
    ]
    return pa.table(columns, schema=pa.schema(fields, {"origin": "ทดสอบ"}))


@pytest.mark.parametrize(("name", "make"), KINDS)
def test_texts_change_and_nothing_else(name: str, make: Callable[[pa.Table], bytes]) -> None:
    data = make(example())
    document = open_document(name, data, Reading())
    assert [tuple(part) for part in document.parts] == [
        ("กรม", "row 1, ชื่อ"),
        ("ค", "row 1, kind"),
        ("ข", "row 2, large"),
        ("ง", "row 2, kind"),
        ("ค", "row 3, kind"),
    ]
    assert list(document.notes) == ["Texts inside lists and records were left alone: 'list'."]
    assert document.rebuilt([part.text for part in document.parts]) is data
    again = read(name, document.rebuilt(["กรมที่ดิน", "ค", "ข", "จ", "ฉ"]))
    assert again.schema.equals(read(name, data).schema, check_metadata=True)
    assert again.column("ชื่อ").to_pylist() == ["กรมที่ดิน", None, "plain"]
    assert again.column("kind").to_pylist() == ["ค", "จ", "ฉ"]
    others = ["ที่", "large", "list", "bytes"]
    assert again.select(others).equals(example().select(others))


def test_chosen_columns_alone_are_read() -> None:
    data = parquet(example())
    document = open_document("a.parquet", data, Reading(fields=frozenset({"large", "x"})))
    assert [part.text for part in document.parts] == ["ข"]
    assert "The file has no column 'x'." in document.notes
    with pytest.raises(InputError, match="no column 'x' here; there are: 'ชื่อ', 'large', 'kind'"):
        open_document("a.parquet", data, Reading(fields=frozenset({"x"})))


def test_parquet_keeps_its_row_groups_and_how_columns_are_packed() -> None:
    table = pa.table({"a": ["ก"] * 10, "b": list(range(10)), "c": ["ข"] * 10})
    options = {
        "compression": {"a": "zstd", "b": "none", "c": "snappy"},
        "use_dictionary": ["a"],
        "write_statistics": ["b"],
    }
    data = parquet(table, row_group_size=4, version="1.0", **options)
    document = open_document("a.parquet", data, Reading())
    new = pq.ParquetFile(io.BytesIO(document.rebuilt(["ค", *[part.text for part in document.parts][1:]]))).metadata
    old = pq.ParquetFile(io.BytesIO(data)).metadata
    assert (new.num_row_groups, new.format_version) == (old.num_row_groups, old.format_version) == (3, "1.0")
    for group in range(3):
        assert new.row_group(group).num_rows == old.row_group(group).num_rows
        for column in range(3):
            one, other = new.row_group(group).column(column), old.row_group(group).column(column)
            for key in ("path_in_schema", "compression", "has_dictionary_page", "is_stats_set"):
                assert getattr(one, key) == getattr(other, key)


@pytest.mark.parametrize("codec", [None, "lz4", "zstd"])
def test_arrow_files_keep_their_batches_and_compression(codec: str | None) -> None:
    table = pa.table({"a": ["กขค" * 200, "ง", "จ"], "b": [1, 2, 3]})
    data = arrow_file(table, codec)
    document = open_document("a.feather", data, Reading())
    new = document.rebuilt(["กขค" * 200, "ง", "ฉ"])
    assert len(new) == len(data)
    assert read("a.arrow", new) == table.set_column(0, "a", pa.array(["กขค" * 200, "ง", "ฉ"]))
    assert ipc.open_file(new).num_record_batches == 2


def test_a_text_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be written again"):
        open_document("a.parquet", parquet(pa.table({"a": ["ก"]})), Reading()).rebuilt(["\ud800"])


def test_tables_without_rows_or_columns_are_read() -> None:
    for table in (pa.table({"a": pa.array([], pa.string())}), pa.table({})):
        for name, make in KINDS:
            assert not open_document(name, make(table), Reading()).parts


def repeated(rows: int) -> bytes:
    """Few bytes that unpack to many: one long text in every row."""
    indices = pa.array([0] * rows, pa.int32())
    return parquet(pa.table({"a": pa.DictionaryArray.from_arrays(indices, ["ก" * 10_000])}))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.parquet", b"", "this file is empty"),
        ("a.parquet", b"PAR1PAR1", "no sound Parquet file"),
        ("a.parquet", "ข้อความ".encode(), "no sound Parquet file"),
        ("a.parquet", parquet(example())[:-20], "no sound Parquet file"),
        ("a.parquet", repeated(1000), "unpacks to more than 1000000 bytes"),
        ("a.parquet", parquet(pa.table({"a": [None] * 1_000_001})), "unpacks to more than 1000000 bytes"),
        ("a.arrow", b"", "this file is empty"),
        ("a.arrow", b"ARROW1\0\0", "no sound Arrow file"),
        ("a.arrow", "ข้อความ".encode(), "no sound Arrow file"),
        ("a.arrow", arrow_file(pa.table({"a": [0] * 200_000}), "zstd", 100_000), "unpacks to more than 1000000 bytes"),
        ("a.feather", b"FEA1" + bytes(100), "Feather file of version 1"),
    ],
)
def test_broken_files_and_traps_are_refused(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        open_document(name, data, Reading(limit=1_000_000))


@pytest.mark.parametrize(("name", "make"), KINDS)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(name: str, make: Callable[[pa.Table], bytes], data: st.DataObject) -> None:
    sound = make(example())
    place = data.draw(st.integers(0, len(sound)))
    harm = data.draw(st.binary(max_size=4))
    try:
        document = open_document(name, sound[:place] + harm + sound[place + len(harm) :], Reading(limit=1 << 20))
        document.rebuilt([part.text + "ก" for part in document.parts])
    except InputError:
        return


@pytest.mark.parametrize(("name", "make"), KINDS)
@given(st.lists(st.none() | st.text(st.sampled_from("กข a"), max_size=3), max_size=5), st.data())
def test_another_text_in_a_cell_changes_that_cell_alone(
    name: str, make: Callable[[pa.Table], bytes], cells: list[str | None], data: st.DataObject
) -> None:
    document = open_document(name, make(pa.table({"a": pa.array(cells, pa.string())})), Reading())
    new = [part.text for part in document.parts]
    assert new == [cell for cell in cells if cell and not cell.isascii()]
    if new:
        place = data.draw(st.integers(0, len(new) - 1))
        new[place] = data.draw(st.text(max_size=3)) + "ค"
        again = open_document(name, document.rebuilt(new), Reading())
        assert [part.text for part in again.parts] == new
