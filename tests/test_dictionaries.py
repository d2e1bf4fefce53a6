"""The tables of dictionaries/: well kept, their sources named, and the lexicon built from them as they are."""

from __future__ import annotations

import hashlib
import json
import tomllib
import unicodedata
from pathlib import Path

import pytest

from thaifix.errors import TableError
from tools import build_lexicon as builder

FOLDER = Path(__file__).resolve().parent.parent / "dictionaries"
TABLES = sorted(path.name for path in FOLDER.glob("*.tsv"))
HEADINGS = {
    "abbreviations.tsv": ["abbreviation", "documents"],
    "agencies.tsv": ["name", "kind"],
    "government.tsv": ["word", "documents"],
    "places.tsv": ["name", "kind"],
    "rejected.tsv": ["form", "meant", "why"],
    "terms.tsv": ["term", "kind"],
}
KINDS = {
    "agencies.tsv": {
        *("ministry", "department-or-equivalent", "state-enterprise", "public-organisation", "university"),
        *("independent-court-parliament", "local-government", "province-or-cluster"),
    },
    "places.tsv": {"province", "district", "subdistrict", "municipality", "local-government"},
    "terms.tsv": {
        *("abroad", "administration", "loanword", "medicine", "news", "organisation"),
        *("person", "place", "religion", "royal", "species"),
    },
}


@pytest.fixture(params=TABLES)
def table(request: pytest.FixtureRequest) -> Path:
    return FOLDER / str(request.param)


def test_every_table_is_known_to_the_builder() -> None:
    assert TABLES == sorted(builder.TABLES) == sorted(HEADINGS)


def test_a_table_is_normalised_sorted_and_has_no_row_twice(table: Path) -> None:
    text = table.read_text(encoding="utf-8")
    heading, *rows = text.splitlines()
    assert heading.split("\t") == HEADINGS[table.name]
    assert text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)
    firsts = [row.split("\t")[0] for row in rows]
    assert firsts == sorted(set(firsts))
    for row in builder.read_table(table):
        for cell in row:
            assert cell
            assert cell == " ".join(cell.split())


@pytest.mark.parametrize("name", sorted(KINDS))
def test_kinds_are_known(name: str) -> None:
    assert {row[1] for row in builder.read_table(FOLDER / name)} == KINDS[name]


@pytest.mark.parametrize("name", ["abbreviations.tsv", "government.tsv"])
def test_found_words_stand_in_enough_documents(name: str) -> None:
    assert all(int(row[1]) >= 8 for row in builder.read_table(FOLDER / name))


@pytest.mark.parametrize("name", ["government.tsv", "terms.tsv"])
def test_words_are_well_formed_and_none_is_rejected(name: str) -> None:
    rejected = {row[0] for row in builder.read_table(FOLDER / "rejected.tsv")}
    for word, *_ in builder.read_table(FOLDER / name):
        assert builder.well_formed(word)
        assert word not in rejected


def test_a_row_with_a_cell_too_few_is_pointed_at(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("name\tkind\nน่าน\tprovince\nแพร่\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"names\.tsv:3: 1 cells where the heading has 2"):
        builder.read_table(path)


def test_every_table_has_its_source_and_licence() -> None:
    sources = tomllib.loads((FOLDER / "SOURCES.toml").read_text(encoding="utf-8"))
    assert sorted(sources) == TABLES
    for entry in sources.values():
        assert set(entry) == {"what", "source", "licence"}
        assert all(text.strip() for text in entry.values())


def test_the_shipped_lexicon_was_built_from_the_tables_as_they_are(table: Path) -> None:
    path = FOLDER.parent / "thaifix" / "data" / "SOURCES.json"
    inputs = json.loads(path.read_text(encoding="utf-8"))["lexicon.bin"]["inputs"]
    assert inputs[f"dictionaries/{table.name}"] == hashlib.sha256(table.read_bytes()).hexdigest()
