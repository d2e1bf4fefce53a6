"""The tables of names: well kept, their sources named, compiled as they are, and read as they were written."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from thaifix import gazetteer
from thaifix.errors import TableError, ThaifixError
from thaifix.gazetteer import Cue, Entry
from tools import build_gazetteer as builder

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = builder.FOLDER
PAGE = builder.ROOT / "docs" / "gazetteer.md"
TABLES = sorted(path.name for path in FOLDER.glob("*.tsv"))

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the tables are not beside the tests")

# ---- The tables as they are ---------------------------------------------------------------------


def test_every_table_is_known_to_the_builder() -> None:
    assert set(TABLES) == set(builder.HEADINGS)


def test_the_tables_have_no_fault() -> None:
    assert [str(fault) for fault in builder.lint().faults] == []


def test_the_shipped_data_is_compiled_from_the_tables_as_they_are() -> None:
    assert builder.stale(builder.lint()) == []
    assert builder.main(["--check"]) == 0


def test_every_table_has_its_source_licence_date_hash_and_rows() -> None:
    sources = tomllib.loads((FOLDER / "SOURCES.toml").read_text(encoding="utf-8"))
    assert sorted(sources) == TABLES
    for name, entry in sources.items():
        data = (FOLDER / name).read_bytes()
        assert set(entry) == {"what", "origin", "licence", "date", "sha256", "rows"}
        assert all(str(value).strip() for value in entry.values())
        assert entry["sha256"] == hashlib.sha256(data).hexdigest(), name
        assert entry["rows"] == data.count(b"\n") - 1, name


def test_the_places_are_as_many_as_the_official_lists_have() -> None:
    names = gazetteer.load()
    assert len(names.of_kind("province")) == 77
    assert len(names.of_kind("district")) == 928
    assert len([entry for entry in names.of_kind("district") if entry.parent == "TH-10"]) == 50
    assert len(names.of_kind("subdistrict")) == 7436
    kinds = [entry.code[:1] for entry in names.of_kind("local-government")]
    counts = {first: kinds.count(first) for first in ("2", "3", "4", "5", "6", "")}
    assert counts == {"2": 76, "3": 30, "4": 178, "5": 2233, "6": 5334, "": 1}  # as of March 2017
    assert len(names.of_kind("ministry")) == 20


def test_every_province_has_districts_and_its_own_administrative_organisation() -> None:
    names = gazetteer.load()
    with_districts = {entry.parent for entry in names.of_kind("district")}
    with_organisation = {entry.parent for entry in names.of_kind("local-government") if entry.code.startswith("2")}
    provinces = {entry.id for entry in names.of_kind("province")}
    assert with_districts == provinces
    assert provinces - with_organisation == {"TH-10"}
    for entry in names.of_kind("local-government"):
        if entry.code.startswith("2"):
            assert names.bare(entry) == names.by_id[entry.parent].name


def test_names_with_titles_begin_with_a_cue_of_their_kind() -> None:
    names = gazetteer.load()
    for kind in set(names.kinds) - {"province", "district", "subdistrict", "system"}:
        cues = tuple(cue.text for cue in names.cues if cue.kind == kind and cue.part_of_name)
        bare = [entry.name for entry in names.of_kind(kind) if not entry.name.startswith(cues)]
        assert len(bare) <= 0.15 * len(names.of_kind(kind)), bare


@pytest.mark.skipif(not PAGE.exists(), reason="the documents are not beside the tests")
def test_the_document_has_the_numbers_of_the_tables() -> None:
    names, page = gazetteer.load(), PAGE.read_text(encoding="utf-8")
    for table, kind in builder.KINDS.items():
        assert f"| `{table}` | {len(names.of_kind(kind)):,} |" in page
    assert f"{len(names):,} names in all" in page
    shared_names = Counter(entry.name for entry in names.of_kind("subdistrict"))
    assert f"{sum(times for times in shared_names.values() if times > 1):,} subdistricts share" in page
    rows, _ = builder.read(FOLDER / builder.COMMON_WORDS)
    assert f"{len(rows):,} of 6,204 names are listed" in page


def test_every_district_and_subdistrict_has_an_english_name() -> None:
    assert all(
        entry.english for kind in ("province", "district", "subdistrict") for entry in gazetteer.load().of_kind(kind)
    )


def test_each_difference_between_the_sources_is_decided(shared: Path) -> None:
    decided: dict[str, set[str]] = {}
    for row in builder.read(FOLDER / builder.DECISIONS)[0]:
        decided.setdefault(row["table"], set()).update(row["codes"].split("|"))
    files = {
        "disagree_districts.csv": "districts.tsv",
        "disagree_districts_en.csv": "districts.tsv",
        "disagree_subdistricts.csv": "subdistricts.tsv",
    }
    for name, table in files.items():
        with (shared / "gazetteer" / name).open(encoding="utf-8-sig") as lines:
            codes = {row["code"] for row in csv.DictReader(lines)}
        assert codes
        assert codes <= decided[table], sorted(codes - decided[table])


def test_decisions_name_tables() -> None:
    rows, _ = builder.read(FOLDER / builder.DECISIONS)
    assert {row["table"] for row in rows} <= set(builder.KINDS)
    assert all(row["difference"] and row["decision"] and row["why"] for row in rows)


@pytest.mark.parametrize("name", ["เลย", "ตาก", "แพร่", "น่าน", "ตราด", "ระยอง", "ปาย", "สังคม", "ท่าเรือ"])
def test_names_that_are_words_are_listed(name: str) -> None:
    assert name in gazetteer.load().common_words


@pytest.mark.parametrize("name", ["เชียงใหม่", "จันทบุรี", "กรุงเทพมหานคร", "หาดใหญ่", "ศรีสะเกษ", "น้ำพอง"])
def test_names_that_are_no_words_are_not(name: str) -> None:
    assert name not in gazetteer.load().common_words
    assert gazetteer.load().named(name)


@pytest.mark.parametrize(
    ("form", "identity"),
    [
        ("สป.หมาดไทย", None),
        ("สป.มหาดไทย", "office-of-the-permanent-secretary-ministry-of-interior"),
        ("สป.สาธารณสุข", "office-of-the-permanent-secretary-ministry-of-public-health"),
        ("ก.พ.ร.", "office-of-the-public-sector-development-commission"),
        ("สผ.", "office-of-natural-resources-and-environmental-policy-and-planning"),
        ("อย.", "food-and-drug-administration"),
        ("กสม.", "national-human-rights-commission"),
        ("ปณท.", "thailand-post"),
        ("กรมส่งเสริมการส่งออก", "department-of-international-trade-promotion"),
        ("กระทรวงเทคโนโลยีสารสนเทศและการสื่อสาร", "ministry-of-digital-economy-and-society"),
        ("กรมวิทยาศาสตร์การแพทย์", "department-of-medical-sciences"),
        ("PMQA", "public-sector-management-quality-award"),
        ("eMENSCR", "electronic-monitoring-and-evaluation-system-of-national-strategy-and-country-reform"),
        ("PADME", "padme"),
        ("รางวัลเลิศรัฐ", "public-sector-excellence-awards"),
        ("สุไหงโกลก", "d9610"),
    ],
)
def test_forms_lead_to_their_entries(form: str, identity: str | None) -> None:
    found = {entry.id for entry in gazetteer.load().named(form)}
    assert (identity in found) if identity else not found


# ---- The lint can fail --------------------------------------------------------------------------

HEADING = "\t".join(gazetteer.COLUMNS)
GOOD = {
    "provinces.tsv": [HEADING, "TH-33\t33\tศรีสะเกษ\tSi Sa Ket\tศก.\t\t\t\t", "TH-63\t63\tตาก\tTak\tตก.\t\t\t\t"],
    "districts.tsv": [HEADING, "d3301\t3301\tเมืองศรีสะเกษ\tMueang Si Sa Ket\t\t\t\tTH-33\t"],
    "subdistricts.tsv": [
        HEADING,
        "s330101\t330101\tเมืองเหนือ\tMueang Nuea\t\t\t\td3301\t",
        "s330102\t330102\tเมืองใต้\tMueang Tai\t\t\t\td3301\t",
    ],
    "ministries.tsv": [HEADING, "interior\t\tกระทรวงมหาดไทย\tMinistry of Interior\tมท.\t\t\t\t"],
    "departments.tsv": [
        HEADING,
        "lands\t\tกรมที่ดิน\tDepartment of Lands\t\t\t\tinterior\t",
        "local\t\tกรมส่งเสริม\tPromotion\tสถ.|สถ\tกรมหนุน\tกรมเก่า\tinterior\t",
    ],
    "cues.tsv": ["kind\tcue\tpart_of_name\tnote", "department\tกรม\tyes\t", "province\tจังหวัด\tno\t"],
    "common-words.tsv": ["name\tkinds\twith_cue\twithout_cue\twhy", "ตาก\tprovince\t0\t0\tby hand"],
    "decisions.tsv": ["table\tcodes\tdifference\tdecision\twhy"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Small tables without a fault, to break."""
    tables = tmp_path / "gazetteer"
    tables.mkdir()
    for name in builder.HEADINGS:
        lines = GOOD.get(name, ["\t".join(builder.HEADINGS[name])])
        (tables / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tables


def _faults(folder: Path) -> list[str]:
    return [f"{fault.path.name}:{fault.line}: {fault.text}" for fault in builder.lint(folder).faults]


def test_sound_tables_have_no_fault(folder: Path) -> None:
    assert _faults(folder) == []


@pytest.mark.parametrize(
    ("table", "before", "after", "fault"),
    [
        ("provinces.tsv", "id\tcode", "id\tnumber", "provinces.tsv:1: the heading must be id, code"),
        ("provinces.tsv", "\tตก.", "", "provinces.tsv:3: 8 cells where the heading has 9"),
        ("provinces.tsv", "ตาก", "", "provinces.tsv:3: the name is empty"),
        ("provinces.tsv", "TH-33\t33", "TH-99\t99", "provinces.tsv:3: not sorted: TH-63 must stand before TH-99"),
        ("provinces.tsv", "TH-63\t63", "TH-33\t33", "provinces.tsv:3: the id TH-33 stands in provinces.tsv:2 already"),
        ("provinces.tsv", "TH-63\t63", "TH-63\t6", "provinces.tsv:3: the code '6' does not have the shape"),
        ("provinces.tsv", "TH-63\t63", "TH-64\t63", "provinces.tsv:3: the id 'TH-64' must be TH-63"),
        ("provinces.tsv", "TH-63", "TH 63", "provinces.tsv:3: the id 'TH 63' must be of Latin letters"),
        ("provinces.tsv", "Tak", "Tàk", "provinces.tsv:3: english has a character that is not allowed"),
        ("provinces.tsv", "Tak", "Ta\u0300k", "provinces.tsv:3: english is not in NFC"),
        ("provinces.tsv", "ตาก", "ตา\u200bก", "provinces.tsv:3: ตา\u200bก has characters that are not allowed"),
        ("provinces.tsv", "ตาก", "ต่าา่ก", "provinces.tsv:3: ต่าา่ก is not well formed"),
        ("provinces.tsv", "ตาก", "ตาก ", "provinces.tsv:3: name has a space too many"),
        ("districts.tsv", "TH-33", "TH-34", "districts.tsv:2: the parent 'TH-34' is the id of no row"),
        ("districts.tsv", "TH-33", "", "districts.tsv:2: a district must have a parent of the kind province"),
        ("districts.tsv", "TH-33", "interior", "districts.tsv:2: the parent interior is a ministry"),
        ("districts.tsv", "TH-33", "TH-63", "districts.tsv:2: the code 3301 does not begin with 63"),
        ("subdistricts.tsv", "เมืองใต้", "เมืองเหนือ", "subdistricts.tsv:3: the name with the parent เมืองเหนือ d3301"),
        ("departments.tsv", "interior\t\n", "lands\t\n", "departments.tsv:2: the parents go round: lands > lands"),
        ("departments.tsv", "สถ.|สถ", "สถ.||สถ", "departments.tsv:3: abbreviations has an empty member"),
        ("departments.tsv", "กรมเก่า", "กรมหนุน", "departments.tsv:3: กรมหนุน stands twice in the row"),
        ("departments.tsv", "lands\t\t", "lands\t12\t", "departments.tsv:2: the code '12' does not have the shape"),
        ("departments.tsv", "local\t", "interior\t", "ministries.tsv:2 already"),
        ("cues.tsv", "province\tจังหวัด", "county\tจังหวัด", "cues.tsv:3: there is no kind 'county'"),
        ("cues.tsv", "จังหวัด\tno", "จังหวัด\tmaybe", "cues.tsv:3: part_of_name must be yes or no"),
        ("cues.tsv", "จังหวัด", "", "cues.tsv:3: the cue '' is empty"),
        ("common-words.tsv", "ตาก", "ตากแดด", "common-words.tsv:2: ตากแดด is the name of no row"),
        ("decisions.tsv", "why\n", "why\na\tb\tc\td", "decisions.tsv:2: the last line does not end"),
    ],
)
def test_a_fault_is_pointed_at(folder: Path, table: str, before: str, after: str, fault: str) -> None:
    path = folder / table
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert any(fault in found for found in _faults(folder)), _faults(folder)


def test_a_loop_of_parents_is_pointed_at(folder: Path) -> None:
    path = folder / "departments.tsv"
    text = path.read_text(encoding="utf-8").replace("interior\t\nlocal", "local\t\nlocal").replace("interior", "lands")
    path.write_text(text, encoding="utf-8")
    assert "departments.tsv:2: the parents go round: lands > local > lands" in _faults(folder)


def test_a_missing_table_is_a_fault(folder: Path) -> None:
    (folder / "forces.tsv").unlink()
    assert _faults(folder) == ["forces.tsv:1: the table is missing"]


def test_a_fault_ends_the_tool_with_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "forces.tsv").unlink()
    monkeypatch.setattr(builder.lint, "__defaults__", (folder,))
    assert builder.main(["--check"]) == 1
    assert "forces.tsv:1: the table is missing" in capsys.readouterr().err


# ---- Compiling ----------------------------------------------------------------------------------


@pytest.fixture
def compiled(folder: Path) -> tuple[Path, Path]:
    """The small tables and the data compiled from them."""
    sources = [f'["{name}"]\nwhat = "-"\nsha256 = ""\nrows = 0\n' for name in sorted(builder.HEADINGS)]
    (folder / "SOURCES.toml").write_text("# head\n" + "\n".join(sources), encoding="utf-8")
    data = folder.parent / "gazetteer.bin"
    builder.compile_tables(builder.lint(folder), folder, data)
    return folder, data


def test_what_is_compiled_is_read_as_it_was_written(compiled: tuple[Path, Path]) -> None:
    names = gazetteer.Gazetteer(gazetteer.unpack(compiled[1].read_bytes()))
    assert names.kinds == tuple(builder.KINDS.values())
    entry = names.of_kind("department")[1]
    assert (entry.kind, entry.id, entry.code, entry.name) == ("department", "local", "", "กรมส่งเสริม")
    assert (entry.english, entry.parent) == ("Promotion", "interior")
    assert (entry.abbreviations, entry.aliases, entry.former) == (("สถ.", "สถ"), ("กรมหนุน",), ("กรมเก่า",))
    assert names.of_kind("hospital") == ()
    assert names.cues == (Cue("province", "จังหวัด", part_of_name=False), Cue("department", "กรม", part_of_name=True))
    assert names.common_words == {"ตาก"}
    assert len(names) == 8


def test_the_same_tables_give_the_same_bytes(compiled: tuple[Path, Path]) -> None:
    folder, data = compiled
    before = data.read_bytes(), data.with_name("SOURCES.json").read_bytes(), (folder / "SOURCES.toml").read_bytes()
    builder.compile_tables(builder.lint(folder), folder, data)
    after = data.read_bytes(), data.with_name("SOURCES.json").read_bytes(), (folder / "SOURCES.toml").read_bytes()
    assert before == after
    assert builder.stale(builder.lint(folder), folder, data) == []


def test_data_older_than_the_tables_is_stale(compiled: tuple[Path, Path]) -> None:
    folder, data = compiled
    path = folder / "provinces.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("Tak", "Taak"), encoding="utf-8")
    assert builder.stale(builder.lint(folder), folder, data) == [
        "gazetteer.bin was not compiled from the tables as they are",
        "SOURCES.toml has another sha256 or number of rows than the tables",
    ]


def test_data_that_was_edited_is_stale(compiled: tuple[Path, Path]) -> None:
    folder, data = compiled
    sections = gazetteer.unpack(data.read_bytes())
    data.write_bytes(gazetteer.pack(sections | {"ministry": ""}))
    (folder / "confusable.tsv").write_text("kind\tname\tother\n", encoding="utf-8")
    assert builder.stale(builder.lint(folder), folder, data) == ["gazetteer.bin is not what the tables compile to"]


def test_new_confusable_names_make_the_list_stale(compiled: tuple[Path, Path]) -> None:
    folder, data = compiled
    (folder / "confusable.tsv").write_text("kind\tname\tother\nprovince\tก\tข\n", encoding="utf-8")
    assert "confusable.tsv does not list the names that are one edit apart" in builder.stale(
        builder.lint(folder), folder, data
    )


_NAMES = st.lists(st.text("กขค่", min_size=1, max_size=5), max_size=8)


@given(_NAMES)
def test_confusable_names_are_those_one_edit_apart(names: list[str]) -> None:
    known = sorted(set(names))
    slow = [(one, two) for one in known for two in known if one < two and OSA.distance(one, two) == 1]
    assert builder.confusable(names) == slow


def test_common_words_are_found_by_their_uses(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    districts = ["id9\tข้าว", "id1\tเมืองศรีสะเกษ", "id2\tชนบท", "id3\tแดด"]
    rows = [f"d330{i}\t330{i}\t{row.split(chr(9))[1]}\tX\t\t\t\tTH-33\t" for i, row in enumerate(districts, 1)]
    (folder / "districts.tsv").write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    (tmp_path / "words_th.txt").write_text("ชนบท\nตากแดด\n", encoding="utf-8")
    text = tmp_path / "text.jsonl"
    text.write_text(json.dumps({"text": "จังหวัดตาก " + "เมืองศรีสะเกษ " * 9 + "ข้าวกับข้าว " * 5}), encoding="utf-8")
    monkeypatch.setattr(builder, "corpus_folder", lambda: tmp_path)
    builder.mine(text, builder.lint(folder), folder)
    rows_found = (folder / "common-words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert rows_found == [
        "ข้าว\tdistrict\t0\t10\trarely a name",
        "ชนบท\tdistrict\t0\t0\tword",
        "ตาก\tprovince\t1\t0\tby hand",
        "เมืองศรีสะเกษ\tdistrict\t0\t9\trarely a name",
        "แดด\tdistrict\t0\t0\tshort",
    ]


# ---- Reading ------------------------------------------------------------------------------------


def test_ids_are_unique_and_parents_exist() -> None:
    names = gazetteer.load()
    assert len(names.by_id) == len(names)
    assert all(names.by_id[entry.parent] for entry in names if entry.parent)


def test_an_unknown_kind_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="planet"):
        gazetteer.load().of_kind("planet")


def test_the_longest_cue_comes_off() -> None:
    names = gazetteer.load()
    assert names.without_cue("มหาวิทยาลัยราชภัฏเลย", "university") == "เลย"
    assert names.without_cue("จังหวัด ตาก", "province") == "ตาก"
    assert names.without_cue("กรม", "department") == "กรม"
    assert names.without_cue("กรมศุลกากร", "province") == "กรมศุลกากร"


def test_own_entries_join_a_kind_or_make_one() -> None:
    own = [Entry("village", "v1", "", "บ้านโนนเขวา", parent="d3301"), Entry("department", "x", "", "กรมใหม่")]
    names = gazetteer.load().extended(own)
    assert names.kinds[-1] == "village"
    assert names.of_kind("department")[-1].name == "กรมใหม่"
    assert names.within(names.by_id["v1"], "TH-33")
    again = names.extended([Entry("village", "v2", "", "บ้านดู่")])
    assert [entry.id for entry in again.of_kind("village")] == ["v1", "v2"]
    assert "x" in again.by_id
    assert "x" not in gazetteer.load().by_id


def test_an_own_entry_must_have_its_own_id() -> None:
    with pytest.raises(ThaifixError, match=r"กรุงเก่า has the id 'TH-14', as พระนครศรีอยุธยา has"):
        gazetteer.load().extended([Entry("province", "TH-14", "", "กรุงเก่า")])


def test_a_table_of_own_names_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("\ufeffname\taliases\tid\nบ้านดู่\tบ.ดู่|ดู่\tv1\nบ้านใหม่\t\t\n", encoding="utf-8")
    assert gazetteer.read_table(path, "village") == [
        Entry("village", "v1", "", "บ้านดู่", aliases=("บ.ดู่", "ดู่")),
        Entry("village", "village:บ้านใหม่", "", "บ้านใหม่"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", r"own\.tsv:1: the heading must hold 'name'"),
        ("nom\nก\n", r"own\.tsv:1: the heading must hold 'name'"),
        ("name\tname\nก\tข\n", r"own\.tsv:1: the heading must hold 'name'"),
        ("name\tid\nก\n", r"own\.tsv:2: 1 cells where the heading has 2"),
        ("name\nก\n\n", r"own\.tsv:3: the name is empty"),
        ("name\nก\nก\n", r"own\.tsv:3: the id 'user:ก' stands in an earlier row"),
        ("name\nCafe\u0301\n", r"own\.tsv:2: the row is not in NFC"),
    ],
)
def test_a_faulty_table_of_own_names_is_pointed_at(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=fault):
        gazetteer.read_table(path)


def test_data_of_another_version_is_refused() -> None:
    with pytest.raises(ImportError, match="install thaifix anew"):
        gazetteer.unpack(b"thaifix-gazetteer-0\n")


def test_importing_thaifix_reads_no_names() -> None:
    code = "import sys, thaifix; print('thaifix.gazetteer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_gazetteer_is_small() -> None:
    assert builder.DATA.stat().st_size < 1_000_000  # how fast it loads: python -m benchmarks imports


def test_the_tool_runs_where_the_tables_are(tmp_path: Path) -> None:
    copied = tmp_path / "gazetteer"
    shutil.copytree(FOLDER, copied)
    assert builder.lint(copied).faults == []
