"""Parquet and Arrow files: the cells of text columns; schema, metadata, row groups and compression stay.

A file in which a text changes is written anew by Arrow, so bytes change throughout, but values only where texts do:
what was written is read again and compared before it is handed out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from thaifix.errors import InputError
from thaifix.formats.chosen import Chosen
from thaifix.formats.libraries import library, telling
from thaifix.formats.parts import Part
from thaifix.formats.spans import check_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from thaifix.formats.parts import Reading

__all__ = ["ColumnarFile", "open_arrow", "open_parquet"]

# pyarrow has no types of its own, so its schemas, types, columns and tables are Any throughout.
_FILE_MAGIC: Final = b"ARROW1"
_OLD_FEATHER: Final = b"FEA1"
_OFFSET: Final = 4  # bytes that a cell of a column of no fixed width takes at least
_CODECS: Final = (None, "lz4", "zstd")
_NAMES: Final = {"UNCOMPRESSED": "NONE"}  # where Parquet and its writer call a codec differently


def open_parquet(data: bytes, reading: Reading) -> ColumnarFile:
    """Read a Parquet file.

    Raises:
        InputError: it is no sound Parquet file, unpacks to more than the limit, or no column that was asked for
            is there.
        ConfigError: the extra ``arrow`` is not installed.
    """
    kept = _Parquet(data, reading.limit)
    with telling("this is no sound Parquet file"):
        return ColumnarFile(kept, reading)


def open_arrow(data: bytes, reading: Reading) -> ColumnarFile:
    """Read an Arrow or Feather file, or an Arrow stream.

    Raises:
        InputError: it is no sound Arrow file, unpacks to more than the limit, or no column that was asked for is
            there.
        ConfigError: the extra ``arrow`` is not installed.
    """
    if data.startswith(_OLD_FEATHER):
        message = "this is a Feather file of version 1, which Arrow no longer writes; save it as Feather 2 or Arrow"
        raise InputError(message)
    kept = _Arrow(data, reading.limit)
    with telling("this is no sound Arrow file"):
        return ColumnarFile(kept, reading)


class _Kept(Protocol):
    """A table in bytes of one kind."""

    arrow: Any
    data: bytes

    def texts(self) -> tuple[Any, list[tuple[str, list[str | None]]]]:
        """Return the schema, and the cells of the columns of texts; refuse what grows too large."""

    def read(self, data: bytes) -> Any:  # noqa: ANN401 - a table
        """Read a file of this kind."""

    def write(self, table: Any) -> bytes:  # noqa: ANN401 - a table
        """Write a table as this file was written."""


class ColumnarFile:
    """A table in a file that Arrow reads and writes."""

    def __init__(self, kept: _Kept, reading: Reading) -> None:
        """Find the cells that are texts, row by row."""
        schema, columns = kept.texts()
        chosen = Chosen(reading.fields, "column")
        wanted = [(name, cells) for name, cells in columns if chosen.wants(name)]
        chosen.check()
        self._kept = kept
        self._places: list[tuple[str, int]] = []
        self.parts: list[Part] = []
        self.notes: Sequence[str] = [*_notes(kept.arrow, schema), *chosen.notes()]
        size = 0
        for row in range(max((len(cells) for _, cells in wanted), default=0)):
            for name, cells in wanted:
                text = cells[row]
                if text is not None and not text.isascii():
                    size += len(text)
                    self.parts.append(Part(text, f"row {row + 1}, {name}"))
                    self._places.append((name, row))
            _check_size(size, reading.limit)

    def rebuilt(self, texts: Sequence[str]) -> bytes:
        """Return the bytes of the file with other texts.

        Raises:
            InputError: the file has something that cannot be written again, or a text is half a character.
        """
        check_count(self.parts, texts)
        changes: dict[str, dict[int, str]] = {}
        for part, place, text in zip(self.parts, self._places, texts, strict=True):
            if text != part.text:
                changes.setdefault(place[0], {})[place[1]] = text
        if not changes:
            return self._kept.data
        with telling("this file cannot be written again"):
            table = self._kept.read(self._kept.data)
            for name, cells in changes.items():
                index = table.schema.get_field_index(name)
                column = _changed(self._kept.arrow, table.column(index), cells)
                table = table.set_column(index, table.schema.field(index), column)
            return self._checked(table)

    def _checked(self, table: Any) -> bytes:  # noqa: ANN401 - a table
        """Write a table, and compare what was written with what was meant."""
        data = self._kept.write(table)
        again = self._kept.read(data)
        if not _plain(self._kept.arrow, again).equals(_plain(self._kept.arrow, table)) or not again.schema.equals(
            table.schema, check_metadata=True
        ):
            message = "this file cannot be written again: what was written reads otherwise; convert it first"
            raise InputError(message)
        return data


class _Parquet:
    """A Parquet file."""

    def __init__(self, data: bytes, limit: int) -> None:
        self.arrow = library("pyarrow", reading="Parquet", extra="arrow")
        self._parquet = library("pyarrow.parquet", reading="Parquet", extra="arrow")
        self.data = data
        self._limit = limit

    def texts(self) -> tuple[Any, list[tuple[str, list[str | None]]]]:
        file = self._file(self.data)
        schema, metadata = file.schema_arrow, file.metadata
        _check_size(sum(group.total_byte_size for group in _groups(metadata)), self._limit)
        # A column of one value over and over takes no room in the file.
        _check_size(metadata.num_rows * sum(_width(field.type) for field in schema), self._limit)
        names = [field.name for field in schema if _is_text(self.arrow, field.type)]
        lean = self._file(self.data, read_dictionary=names)
        return schema, [(name, list(_values(lean.read(columns=[name]).column(name)))) for name in names]

    def read(self, data: bytes) -> Any:  # noqa: ANN401 - a table
        return self._file(data).read()

    def _file(self, data: bytes, **options: Any) -> Any:  # noqa: ANN401 - a file
        return self._parquet.ParquetFile(self.arrow.BufferReader(data), **options)

    def write(self, table: Any) -> bytes:  # noqa: ANN401 - a table
        metadata = self._file(self.data).metadata
        groups = _groups(metadata)
        columns = [groups[0].column(number) for number in range(groups[0].num_columns)] if groups else []
        paths = {column.path_in_schema: column for column in columns}
        sink = self.arrow.BufferOutputStream()
        with self._parquet.ParquetWriter(
            sink,
            table.schema,
            version=metadata.format_version,
            compression={path: _NAMES.get(column.compression, column.compression) for path, column in paths.items()},
            use_dictionary=[path for path, column in paths.items() if column.has_dictionary_page],
            write_statistics=[path for path, column in paths.items() if column.is_stats_set],
            use_deprecated_int96_timestamps=any(column.physical_type == "INT96" for column in columns),
            store_schema=b"ARROW:schema" in (metadata.metadata or {}),
        ) as writer:
            start = 0
            for group in groups:
                writer.write_table(table.slice(start, group.num_rows), row_group_size=max(group.num_rows, 1))
                start += group.num_rows
        return bytes(sink.getvalue())


def _groups(metadata: Any) -> list[Any]:  # noqa: ANN401 - of a Parquet file
    return [metadata.row_group(number) for number in range(metadata.num_row_groups)]


class _Arrow:
    """An Arrow file, of which Feather is another name, or an Arrow stream."""

    def __init__(self, data: bytes, limit: int) -> None:
        self.arrow = library("pyarrow", reading="Arrow files", extra="arrow")
        self._ipc = library("pyarrow.ipc", reading="Arrow files", extra="arrow")
        self.data = data
        self._limit = limit
        self._is_file = data.startswith(_FILE_MAGIC)

    def texts(self) -> tuple[Any, list[tuple[str, list[str | None]]]]:
        table = self.read(self.data)
        names = [field.name for field in table.schema if _is_text(self.arrow, field.type)]
        return table.schema, [(name, list(_values(table.column(name)))) for name in names]

    def read(self, data: bytes) -> Any:  # noqa: ANN401 - a table
        source = self.arrow.BufferReader(data)
        reader = self._ipc.open_file(source) if self._is_file else self._ipc.open_stream(source)
        batches, size = [], 0
        for batch in map(reader.get_batch, range(reader.num_record_batches)) if self._is_file else reader:
            # Arrow believes the offsets in a file, and would read anywhere.
            batch.validate(full=True)
            size += batch.nbytes
            _check_size(size, self._limit)
            batches.append(batch)
        return self.arrow.Table.from_batches(batches, reader.schema)

    def write(self, table: Any) -> bytes:  # noqa: ANN401 - a table
        # The file does not say how it was compressed. The right way makes it as long as it was.
        old = self.read(self.data)
        sizes = {codec: len(self._written(old, codec)) for codec in _CODECS}
        return self._written(table, min(_CODECS, key=lambda codec: abs(sizes[codec] - len(self.data))))

    def _written(self, table: Any, codec: str | None) -> bytes:  # noqa: ANN401 - a table
        sink = self.arrow.BufferOutputStream()
        options = self._ipc.IpcWriteOptions(compression=codec)
        with (self._ipc.new_file if self._is_file else self._ipc.new_stream)(
            sink, table.schema, options=options
        ) as writer:
            # A file has one dictionary for all batches of a column.
            for batch in (table.unify_dictionaries() if self._is_file else table).to_batches():
                writer.write_batch(batch)
        return bytes(sink.getvalue())


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        message = f"this file unpacks to more than {limit} bytes, as traps do; raise the limit if it is none"
        raise InputError(message)


def _width(kind: Any) -> int:  # noqa: ANN401 - a type
    """Return how many bytes a cell takes at least."""
    try:
        bits: int = kind.bit_width
    except ValueError:
        return _OFFSET
    return max(bits // 8, 1)


def _is_text(arrow: Any, kind: Any) -> bool:  # noqa: ANN401 - a type
    value = kind.value_type if arrow.types.is_dictionary(kind) else kind
    return value in {arrow.string(), arrow.large_string(), arrow.string_view()}


def _notes(arrow: Any, schema: Any) -> list[str]:  # noqa: ANN401 - a schema
    """Tell what has text in it and is not read."""
    nested = [repr(field.name) for field in schema if _holds_text(arrow, field.type)]
    return [f"Texts inside lists and records were left alone: {', '.join(nested)}."] if nested else []


def _holds_text(arrow: Any, kind: Any) -> bool:  # noqa: ANN401 - a type
    inner = [kind.field(number).type for number in range(kind.num_fields)]
    return any(_is_text(arrow, child) or _holds_text(arrow, child) for child in inner)


def _plain(arrow: Any, table: Any) -> Any:  # noqa: ANN401 - a table
    """Return a table without dictionaries of texts, of which two can say the same."""
    for index, field in enumerate(table.schema):
        if arrow.types.is_dictionary(field.type) and _is_text(arrow, field.type):
            table = table.set_column(index, field.name, table.column(index).cast(field.type.value_type))
    return table


def _values(column: Any) -> Iterator[str | None]:  # noqa: ANN401 - a column
    """Yield the cells of a column; equal cells of a dictionary are one object."""
    for chunk in column.chunks:
        if hasattr(chunk, "dictionary"):
            known = chunk.dictionary.to_pylist()
            yield from (None if index is None else known[index] for index in chunk.indices.to_pylist())
        else:
            yield from chunk.to_pylist()


def _changed(arrow: Any, column: Any, cells: Mapping[int, str]) -> Any:  # noqa: ANN401 - a column
    """Return a column with other texts in some rows, in the same chunks."""
    chunks, start = [], 0
    for chunk in column.chunks:
        rows = range(start, start + len(chunk))
        start += len(chunk)
        if cells.keys().isdisjoint(rows):
            chunks.append(chunk)
        else:
            texts = [cells.get(row, text) for row, text in zip(rows, chunk.to_pylist(), strict=True)]
            chunks.append(_array(arrow, texts, chunk.type))
    return arrow.chunked_array(chunks, column.type)


def _array(arrow: Any, texts: Sequence[str | None], kind: Any) -> Any:  # noqa: ANN401 - a type
    if not arrow.types.is_dictionary(kind):
        return arrow.array(texts, kind)
    coded = arrow.array(texts, kind.value_type).dictionary_encode()
    indices = coded.indices.cast(kind.index_type)
    return arrow.DictionaryArray.from_arrays(indices, coded.dictionary, ordered=kind.ordered)
