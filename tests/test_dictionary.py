"""A user's dictionary as a table: read, refused with its line, written back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from thaifix import ConfigError, TableError
from thaifix.dictionary import COLUMNS, Dictionary, Row, problems

if TYPE_CHECKING:
    from pathlib import Path

HEADING = "\t".join(COLUMNS)


def table(folder: Path, *lines: str, name: str = "own.tsv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_table_is_read_with_comments_and_missing_cells(tmp_path: Path) -> None:
    own = Dictionary.read(
        table(
            tmp_path,
            "# names of our village",
            "",
            HEADING,
            "keep\tภูริวัฒน์",
            "# misread in the book of 2560",
            "pair\tจานวร\tจำนวน",
            "pair\tต่างๆ\tต่าง ๆ\tspace\tas the style guide asks",
            "name\tบ้านโนนเขวา\t\tvillage\t\t",
            "name\tบ้านหนองแวง",
        )
    )
    assert own.keeps == ("ภูริวัฒน์",)
    assert {form: (row.sound, row.kind) for form, row in own.pairs.items()} == {
        "จานวร": ("จำนวน", "ocr"),
        "ต่างๆ": ("ต่าง ๆ", "space"),
    }
    assert [(entry.kind, entry.id) for entry in own.names] == [
        ("user", "user:บ้านหนองแวง"),
        ("village", "village:บ้านโนนเขวา"),
    ]


def test_columns_stand_in_any_order_and_lines_end_as_on_windows(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_bytes("\ufeffsound\tform\trow\r\nจำนวน\tจานวร\tpair\r\n".encode())
    assert Dictionary.read(path) == Dictionary((Row("pair", "จานวร", "จำนวน"),))


def test_a_table_that_was_written_is_sorted_and_reads_back(tmp_path: Path) -> None:
    own = Dictionary((Row("pair", "ข", "ค"), Row("keep", "น"), Row("keep", "ก", note="why"), Row("name", "ก")))
    path = tmp_path / "own.tsv"
    own.write(path)
    assert Dictionary.read(path) == own
    assert [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()] == [
        ["row", "form"],
        ["keep", "ก"],
        ["keep", "น"],
        ["pair", "ข"],
        ["name", "ก"],
    ]
    assert own.to_text() == path.read_text(encoding="utf-8")


def test_several_tables_are_read_as_one(tmp_path: Path) -> None:
    one = table(tmp_path, HEADING, "keep\tก", "pair\tข\tค", name="one.tsv")
    two = table(tmp_path, HEADING, "keep\tก\t\t\tthe same", "keep\tง", name="two.tsv")
    assert Dictionary.read(one, two).keeps == ("ก", "ง")
    bad = table(tmp_path, HEADING, "keep\tข", name="bad.tsv")
    with pytest.raises(TableError, match=r"one\.tsv:3: the pair would change 'ข', .*\(see .*bad\.tsv:2\)"):
        Dictionary.read(one, bad)


@pytest.mark.parametrize(
    ("lines", "place", "says"),
    [
        ([], 1, "there is no heading"),
        (["# only this"], 1, "there is no heading"),
        (["form\tsound"], 1, "the heading must hold 'row' and 'form'"),
        (["row\tform\trow"], 1, "the heading must hold"),
        (["row\tform\tcolour"], 1, "the heading must hold"),
        ([HEADING, "keep\tก\t\t\t\tmore"], 2, "6 cells where the heading has 5"),
        ([HEADING, "drop\tก"], 2, "a row is a 'keep', a 'pair' or a 'name', not 'drop'"),
        ([HEADING, "keep\t"], 2, "the form is empty"),
        ([HEADING, "keep\t กก"], 2, "has a space before or behind it"),
        ([HEADING, "keep\tก\N{THAI CHARACTER MAI EK}\N{THAI CHARACTER SARA U}"], 2, "is not in NFC"),
        ([HEADING, "keep\t\N{THAI CHARACTER SARA I}ก"], 2, "begins inside a letter"),
        ([HEADING, "keep\t\N{REPLACEMENT CHARACTER}ำนัก"], 2, "begins inside a letter"),
        ([HEADING, "keep\tกเ"], 2, "ends with a vowel"),
        ([HEADING, "keep\tก\tข"], 2, "only a pair has a sound form"),
        ([HEADING, "keep\tก\t\tvillage"], 2, "make the row a name"),
        ([HEADING, "pair\tก"], 2, "the sound form of the pair is empty"),
        ([HEADING, "pair\tก\tก"], 2, "the sound form is the broken form"),
        ([HEADING, "pair\tก\tข\tbroken"], 2, "there is no family 'broken'; known: sara-am"),
        ([HEADING, "", "keep\tก", "# again", "keep\tก"], 5, "stands in line 3 already"),
        ([HEADING, "pair\tก\tข", "pair\tก\tค"], 3, "stands in line 2 already"),
        ([HEADING, "pair\tก\tข", "pair\tข\tก"], 2, "they go round in a loop; delete one (see "),
        ([HEADING, "pair\tก\tข", "pair\tข\tค", "pair\tค\tข"], 2, "they go round in a loop"),
        ([HEADING, "pair\tก\tข", "pair\tข\tค"], 2, "write 'ก' to 'ค' at once (see "),
        ([HEADING, "keep\tก", "pair\tก\tข"], 3, "the pair would change 'ก'"),
        ([HEADING, "name\tก", "pair\tก\tข"], 3, "the pair would change 'ก'"),
        ([HEADING, "keep\tงาน", "pair\tงานวด\tวัด"], 3, "the pair would change 'งาน'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, lines: list[str], place: int, says: str) -> None:
    with pytest.raises(TableError) as caught:
        Dictionary.read(table(tmp_path, *lines))
    assert caught.value.line == place
    assert says in caught.value.problem


@pytest.mark.parametrize(
    "rows",
    [
        ["keep\tบ้านจานวร", "pair\tจานวร\tจำนวน"],  # an exception
        ["pair\tกรรมกา\tกรรมการ"],  # the sound form holds the broken one
        ["pair\tข้้อ\tข้อ"],  # and the other way round
        ["keep\tงาน", "pair\tงานวด\tงานวัด"],  # what is kept comes through whole
        ["keep\tก", "name\tก"],
        ["name\tก\t\tvillage", "name\tก\t\triver"],
        ["pair\tก\tค", "pair\tข\tค"],
    ],
)
def test_what_goes_together_is_taken(tmp_path: Path, rows: list[str]) -> None:
    assert len(Dictionary.read(table(tmp_path, HEADING, *rows)).rows) == len(rows)


def test_a_table_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_bytes(f"{HEADING}\nkeep\tก\n".encode("cp874"))
    with pytest.raises(TableError, match=r"own\.tsv:2: the line is not in UTF-8"):
        Dictionary.read(path)


def test_rows_that_make_no_sense_are_refused_in_python_too() -> None:
    with pytest.raises(ConfigError, match="dictionary: 'ก': the sound form is the broken form"):
        Dictionary((Row("pair", "ก", "ก"),))
    with pytest.raises(ConfigError, match="holds half a character"):
        Dictionary((Row("keep", "ก\ud800"),))
    with pytest.raises(ConfigError, match="a cell holds a tab"):
        Dictionary((Row("keep", "ก\tข"),))
    assert next(problems([Row("keep", "ก"), Row("keep", "ก", note="x")])).says == "'ก' stands in two rows"


def test_a_dictionary_is_a_value_and_says_how_much_it_holds() -> None:
    own = Dictionary((Row("keep", "ก"), Row("pair", "ข", "ค"), Row("keep", "ก")))
    assert own == Dictionary((Row("pair", "ข", "ค", "ocr"), Row("keep", "ก")))
    assert {own, Dictionary(own.rows)} == {own}
    assert repr(own) == "Dictionary(1 to keep, 1 pairs, 0 names)"
    assert own.sound == ("ก", "ค")
