"""Check the tables of names and compile them into ``thaifix/data/gazetteer.bin``.

    python -m tools.build_gazetteer                  # check, list confusable names, compile, record
    python -m tools.build_gazetteer --check          # write nothing; exit with 1 at a fault or stale data
    python -m tools.build_gazetteer --mine TEXT.jsonl    # common-words.tsv anew, then the same as without

The tables stand in ``dictionaries/gazetteer``, one a kind; ``docs/gazetteer.md`` describes them. Faults
are printed as ``path:line: fault``, as compilers do. TEXT.jsonl has one object a line with the key
``text``; the shipped list of common words was counted on the government news of thaigov-v2-corpus
(public domain) and on the main word list of PyThaiNLP (CC0). The same inputs give the same data.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from thaifix.gazetteer import COLUMNS, SEPARATOR, pack, unpack
from thaifix.knowledge import chars
from tools.build_lexicon import corpus_folder, read_list, read_texts, well_formed
from tools.records import digest, read_record, write_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "dictionaries" / "gazetteer"
DATA = ROOT / "thaifix" / "data" / "gazetteer.bin"

KINDS = {
    "provinces.tsv": "province",
    "districts.tsv": "district",
    "subdistricts.tsv": "subdistrict",
    "local-governments.tsv": "local-government",
    "ministries.tsv": "ministry",
    "departments.tsv": "department",
    "independent-bodies.tsv": "independent-body",
    "forces.tsv": "force",
    "state-enterprises.tsv": "state-enterprise",
    "public-organisations.tsv": "public-organisation",
    "universities.tsv": "university",
    "hospitals.tsv": "hospital",
    "offices.tsv": "office",
    "systems.tsv": "system",
}
"""The tables of names, in the order of the data, and the kind each one holds."""
CUES, COMMON_WORDS = "cues.tsv", "common-words.tsv"
CONFUSABLE, DECISIONS = "confusable.tsv", "decisions.tsv"
HEADINGS = {
    **dict.fromkeys(KINDS, COLUMNS),
    CUES: ("kind", "cue", "part_of_name", "note"),
    COMMON_WORDS: ("name", "kinds", "with_cue", "without_cue", "why"),
    CONFUSABLE: ("kind", "name", "other"),
    DECISIONS: ("table", "codes", "difference", "decision", "why"),
}
COMPILED = (*KINDS, CUES, COMMON_WORDS)
"""The tables that the data is made from."""
LISTS = ("abbreviations", "aliases", "former")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a table, at a line counted from 1."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        """Print as compilers do."""
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where it stands, and its cells by the name of their column."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell."""
        return self.cells[column]

    def fault(self, text: str) -> Fault:
        """Return a fault of this row."""
        return Fault(self.path, self.line, text)


def read(path: Path) -> tuple[list[Row], list[Fault]]:
    """Read a table; rows with another number of cells than the heading are faults and are left out."""
    columns = HEADINGS[path.name]
    if not path.exists():
        return [], [Fault(path, 1, "the table is missing")]
    text = path.read_text(encoding="utf-8")
    heading, *lines = text.split("\n")
    faults = []
    if tuple(heading.split("\t")) != columns:
        return [], [Fault(path, 1, f"the heading must be {', '.join(columns)}, separated by tabs")]
    if lines[-1:] == [""]:
        lines.pop()
    else:
        faults.append(Fault(path, len(lines) + 1, "the last line does not end; end it with a line feed"))
    rows = []
    for number, line in enumerate(lines, 2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            faults.append(Fault(path, number, f"{len(cells)} cells where the heading has {len(columns)}"))
        else:
            rows.append(Row(path, number, dict(zip(columns, cells, strict=True))))
    return rows, faults


# ---- Checks of one row --------------------------------------------------------------------------

_ID = re.compile("[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_NAME = re.compile(f"[{chars.LETTERS}{chars.DIGITS}A-Za-z0-9 ().,/&'-]+")
_ENGLISH = re.compile("[A-Za-z0-9 ().,/&'-]*")
_RUN = re.compile(f"[{chars.LETTERS}]+")
_RU = "\N{THAI CHARACTER RU}"
_RU_AND_AA = (_RU + chars.SARA_AA, _RU + "\N{THAI CHARACTER LAKKHANGYAO}")  # lists write the one, and mean the other
_SPACES = re.compile(r"^ | $|  ")
_CODES = {"province": r"\d\d", "district": r"\d{4}", "subdistrict": r"\d{6}", "local-government": r"(?:[2-6]\d{6})?"}
_ID_OF_CODE = {"province": "TH-", "district": "d", "subdistrict": "s", "local-government": "l"}
_PARENTS = {
    "province": set[str](),
    "district": {"province"},
    "subdistrict": {"district"},
    "local-government": {"province", "district"},
    "ministry": set[str](),
}
"""What kind a parent must be of; kinds that are not listed may have any parent, or none."""


def _check_cells(row: Row) -> Iterator[Fault]:
    for column, cell in row.cells.items():
        if not unicodedata.is_normalized("NFC", cell):
            yield row.fault(f"{column} is not in NFC; normalise it")
        if _SPACES.search(cell):
            yield row.fault(f"{column} has a space too many: {cell!r}")


def _check_name_row(row: Row, kind: str) -> Iterator[Fault]:
    yield from _check_cells(row)
    if not row["name"]:
        yield row.fault("the name is empty; fill it in or delete the row")
    if not _ID.fullmatch(row["id"]):
        yield row.fault(f"the id {row['id']!r} must be of Latin letters, digits and single hyphens")
    if not re.fullmatch(_CODES.get(kind, ""), row["code"]):
        yield row.fault(f"the code {row['code']!r} does not have the shape of a {kind}'s: {_CODES.get(kind, 'none')}")
    elif row["code"] and row["id"] != _ID_OF_CODE[kind] + row["code"]:
        yield row.fault(f"the id {row['id']!r} must be {_ID_OF_CODE[kind]}{row['code']}, from the code")
    if not _ENGLISH.fullmatch(row["english"]):
        yield row.fault(f"english has a character that is not allowed: {row['english']!r}")
    yield from _check_forms(row)


def _check_forms(row: Row) -> Iterator[Fault]:
    forms = [row["name"]]
    for column in LISTS:
        members = row[column].split(SEPARATOR) if row[column] else []
        if "" in members:
            yield row.fault(f"{column} has an empty member")
        forms += members
    for form, times in Counter(forms).items():
        if times > 1:
            yield row.fault(f"{form} stands twice in the row")
        if form and not _NAME.fullmatch(form):
            odd = "".join(sorted({c for c in form if not _NAME.fullmatch(c)}))
            yield row.fault(f"{form} has characters that are not allowed: {odd!r}")
    for form in [row["name"], *(m for column in ("aliases", "former") for m in row[column].split(SEPARATOR))]:
        for run in _RUN.findall(form):
            if len(run) > 1 and f"{run}." not in form and not well_formed(run.replace(*_RU_AND_AA)):
                yield row.fault(f"{run} is not well formed: a mark has no letter, or stands in the wrong place")


# ---- Checks of a table, and of all tables -------------------------------------------------------


def _check_order(rows: Sequence[Row], columns: Sequence[str]) -> Iterator[Fault]:
    for before, row in pairwise(rows):
        one, two = ([r[column] for column in columns] for r in (before, row))
        if one > two:
            yield row.fault(f"not sorted: {' '.join(two)} must stand before {' '.join(one)}")


def _check_twice(rows: Iterable[Row], what: str, columns: Sequence[str]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        if not any(key):
            continue
        if key in seen:
            first = seen[key]
            yield row.fault(f"{what} {' '.join(filter(None, key))} stands in {first.path.name}:{first.line} already")
        seen.setdefault(key, row)


def _check_parents(rows: Mapping[str, Row], kinds: Mapping[str, str]) -> Iterator[Fault]:
    for identity, row in rows.items():
        kind, parent = kinds[identity], row["parent"]
        allowed = _PARENTS.get(kind)
        if not parent:
            if allowed:
                yield row.fault(f"a {kind} must have a parent of the kind {' or '.join(sorted(allowed))}")
        elif parent not in rows:
            yield row.fault(f"the parent {parent!r} is the id of no row")
        elif allowed is not None and kinds[parent] not in allowed:
            yield row.fault(f"the parent {parent} is a {kinds[parent]}, which a {kind} cannot belong to")
        elif kind in {"district", "subdistrict"} and not row["code"].startswith(rows[parent]["code"]):
            yield row.fault(f"the code {row['code']} does not begin with {rows[parent]['code']}, that of its parent")
    yield from _check_loops(rows)


def _check_loops(rows: Mapping[str, Row]) -> Iterator[Fault]:
    for identity, row in rows.items():
        path, at = [identity], row["parent"]
        while at in rows and at not in path:
            path.append(at)
            at = rows[at]["parent"]
        if at == identity:
            yield row.fault(f"the parents go round: {' > '.join([*path, at])}")


def _check_cues(rows: Sequence[Row]) -> Iterator[Fault]:
    yield from _check_order(rows, ("kind", "cue"))
    yield from _check_twice(rows, "the cue", ("kind", "cue"))
    for row in rows:
        yield from _check_cells(row)
        if row["kind"] not in KINDS.values():
            yield row.fault(f"there is no kind {row['kind']!r}; the kinds are {', '.join(KINDS.values())}")
        if not _NAME.fullmatch(row["cue"]):
            yield row.fault(f"the cue {row['cue']!r} is empty or has characters that are not allowed")
        if row["part_of_name"] not in {"yes", "no"}:
            yield row.fault(f"part_of_name must be yes or no, not {row['part_of_name']!r}")


def _check_common_words(rows: Sequence[Row], names: set[str]) -> Iterator[Fault]:
    yield from _check_order(rows, ("name",))
    yield from _check_twice(rows, "the name", ("name",))
    for row in rows:
        yield from _check_cells(row)
        if row["name"] not in names:
            yield row.fault(f"{row['name']} is the name of no row of a table; build with --mine, or delete it")


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables as read, and the faults found in them."""

    rows: Mapping[str, Sequence[Row]]
    faults: Sequence[Fault]

    def names(self, kind: str) -> list[str]:
        """Return the names of a kind, each once, sorted."""
        table = next(name for name, of in KINDS.items() if of == kind)
        return sorted({row["name"] for row in self.rows[table]})


def lint(folder: Path = FOLDER) -> Tables:
    """Read all tables and check them; faults come in the order of the tables, then of the lines."""
    rows: dict[str, list[Row]] = {}
    faults: list[Fault] = []
    by_id: dict[str, Row] = {}
    kinds: dict[str, str] = {}
    for table, kind in KINDS.items():
        rows[table], found = read(folder / table)
        faults += found
        for row in rows[table]:
            faults += _check_name_row(row, kind)
            by_id.setdefault(row["id"], row)
            kinds.setdefault(row["id"], kind)
        faults += _check_order(rows[table], ("id",))
        faults += _check_twice(rows[table], "the code", ("code",))
        faults += _check_twice(rows[table], "the name with the parent", ("name", "parent"))
    faults += _check_twice((row for table in KINDS for row in rows[table]), "the id", ("id",))
    faults += _check_parents(by_id, kinds)
    for table in (CUES, COMMON_WORDS, DECISIONS):
        rows[table], found = read(folder / table)
        faults += found
    faults += _check_cues(rows[CUES])
    faults += _check_common_words(rows[COMMON_WORDS], _names_and_aliases(by_id.values()))
    faults += (fault for row in rows[DECISIONS] for fault in _check_cells(row))
    return Tables(rows, sorted(faults, key=lambda fault: (fault.path.name, fault.line)))


def _names_and_aliases(rows: Iterable[Row]) -> set[str]:
    return {form for row in rows for form in (row["name"], *row["aliases"].split(SEPARATOR))}


# ---- Names that are one edit apart --------------------------------------------------------------


def confusable(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of names that one letter added, dropped, changed or swapped with its neighbour makes equal.

    >>> confusable(["สีคิ้ว", "สีดา", "สีชมพู", "ศรีดา", "สีด", "ดาสี"])
    [('สีด', 'สีดา')]
    >>> confusable(["นาทม", "นามท", "นาถม"])
    [('นาถม', 'นาทม'), ('นาทม', 'นามท')]
    """
    known = sorted(set(names))
    found: set[tuple[str, str]] = set()
    blanked: defaultdict[str, list[str]] = defaultdict(list)
    members = set(known)
    for name in known:
        for i in range(len(name)):
            blanked[f"{name[:i]}\0{name[i + 1 :]}"].append(name)
            shorter = name[:i] + name[i + 1 :]
            swapped = name[:i] + name[i + 1 : i + 2] + name[i] + name[i + 2 :]
            for other in (shorter, swapped):
                if other in members and other != name:
                    found.add((min(name, other), max(name, other)))
    for group in blanked.values():
        found |= set(combinations(group, 2))
    return sorted(found)


_NUMBER = re.compile("[0-9]+")


def confusable_table(tables: Tables) -> str:
    """Return the contents of ``confusable.tsv``; names that differ by their number alone are none, as digits stay."""
    lines = ["\t".join(HEADINGS[CONFUSABLE])]
    for kind in sorted(KINDS.values()):
        for one, other in confusable(tables.names(kind)):
            if _NUMBER.sub("0", one) != _NUMBER.sub("0", other):
                lines.append(f"{kind}\t{one}\t{other}")
    return "\n".join(lines) + "\n"


# ---- Names that are common words ----------------------------------------------------------------

_PLACES = ("province", "district", "subdistrict")
"""Only names without a title can be taken for words."""
BY_HAND = "by hand"
_SHORT = 3  # so few letters stand in any text by accident
_PART = 6  # a longer name inside a word of the list is that word's origin, not an accident
_SEEN = 8  # fewer occurrences say nothing
_RARELY = 0.2  # a name with a cue at so few of its places is something else at most of them
_KNOWN = 0.1  # ... but districts of note are named without one; checked by eye for those that this lets through
_LONG = 6  # shorter names of districts of note are words as well: made of a shrub, an army, the sunrise
_ATTESTED = 3
_MOSTLY = 0.5  # ... and at so many, is a name even if a word of that form exists
_REACH = 30  # the longest cue of a place, and more


@dataclass(frozen=True, slots=True)
class Uses:
    """What is known of a name of a place that may be a word as well.

    Attributes:
        name: the name, without a title.
        kinds: the kinds of the places that have it.
        with_cue: how often it stands in the text behind a cue.
        without: how often it stands there otherwise, inside words included.
        is_word: whether the word list has it.
        in_words: whether longer words of the list have it inside.
    """

    name: str
    kinds: frozenset[str]
    with_cue: int
    without: int
    is_word: bool
    in_words: bool

    @property
    def why_common(self) -> str:
        """Why the name must not count without a cue; empty if it may."""
        uses = self.with_cue + self.without
        if "province" in self.kinds:  # the word list has provinces as words, and reports name them without a cue
            return ""
        if len(self.name) <= _SHORT:
            return "short"
        if "district" in self.kinds and len(self.name) >= _LONG and self.with_cue >= max(_ATTESTED, _KNOWN * uses):
            return ""
        if (self.is_word or self.in_words) and (self.with_cue < _MOSTLY * uses or not uses):
            return "word" if self.is_word else "part of a word"
        return "rarely a name" if uses >= _SEEN and self.with_cue < _RARELY * uses else ""


def mine(text: Path, tables: Tables, folder: Path = FOLDER) -> None:
    """Write ``common-words.tsv`` from the names, a text and a word list; rows made by hand are kept."""
    cues = tuple(row["cue"] for row in tables.rows[CUES] if row["kind"] in {*_PLACES, "local-government"})
    words = read_list(corpus_folder() / "words_th.txt")
    listed, all_words = set(words), "\n".join(words)
    news = "\n".join(read_texts(text, keep=lambda _: True))
    by_hand = {row["name"] for row in tables.rows[COMMON_WORDS] if row["why"] == BY_HAND}
    lines = ["\t".join(HEADINGS[COMMON_WORDS])]
    kinds = _kinds_of_places(tables)
    for name in sorted(kinds):
        with_cue, without = count_uses(name, news, cues)
        in_words = len(name) <= _PART and all_words.count(name) > (name in listed)
        uses = Uses(name, frozenset(kinds[name]), with_cue, without, name in listed, in_words)
        why = BY_HAND if name in by_hand else uses.why_common
        if why:
            lines.append(f"{name}\t{SEPARATOR.join(sorted(kinds[name]))}\t{with_cue}\t{without}\t{why}")
    (folder / COMMON_WORDS).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{COMMON_WORDS}: {len(lines) - 1:,} of {len(kinds):,} names")


def _kinds_of_places(tables: Tables) -> Mapping[str, set[str]]:
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for table, kind in KINDS.items():
        if kind in _PLACES:
            for row in tables.rows[table]:
                for form in (row["name"], *filter(None, row["aliases"].split(SEPARATOR))):
                    kinds[form].add(kind)
    return kinds


def count_uses(name: str, text: str, cues: tuple[str, ...]) -> tuple[int, int]:
    """Count where ``name`` stands in ``text``: behind a cue, and not.

    >>> count_uses("ตาก", "จังหวัดตาก จ. ตาก อาหารตากแห้ง", ("จังหวัด", "จ."))
    (2, 1)
    """
    with_cue = without = 0
    at = text.find(name)
    while at >= 0:
        if text[max(0, at - _REACH) : at].rstrip(" ").endswith(cues):
            with_cue += 1
        else:
            without += 1
        at = text.find(name, at + len(name))
    return with_cue, without


# ---- Compiling ----------------------------------------------------------------------------------


def sections(tables: Tables) -> dict[str, str]:
    """Return the sections of the data: the rows of each kind without their notes, the cues, the common words."""
    compiled = {
        kind: "\n".join("\t".join(row[column] for column in COLUMNS[:-1]).rstrip("\t") for row in tables.rows[table])
        for table, kind in KINDS.items()
    }
    cues = sorted(tables.rows[CUES], key=lambda row: (-len(row["cue"]), row["cue"], row["kind"]))
    compiled["cues"] = "\n".join(f"{row['kind']}\t{row['cue']}\t{row['part_of_name']}" for row in cues)
    compiled["common-words"] = "\n".join(row["name"] for row in tables.rows[COMMON_WORDS])
    return compiled


def inputs(folder: Path = FOLDER) -> dict[str, str]:
    """Return the hashes of the tables that the data is made from."""
    return {f"dictionaries/gazetteer/{table}": digest(folder / table) for table in COMPILED}


def stale(tables: Tables, folder: Path = FOLDER, data: Path = DATA) -> list[str]:
    """Return what no longer fits the tables, in words; nothing if all does."""
    found = []
    record = read_record(data).get(data.name, {})
    if record.get("inputs") != inputs(folder):
        found.append(f"{data.name} was not compiled from the tables as they are")
    elif not data.exists() or unpack(data.read_bytes()) != sections(tables) or record["sha256"] != digest(data):
        found.append(f"{data.name} is not what the tables compile to")
    if (folder / CONFUSABLE).read_text(encoding="utf-8") != confusable_table(tables):
        found.append(f"{CONFUSABLE} does not list the names that are one edit apart")
    text = (folder / "SOURCES.toml").read_text(encoding="utf-8")
    if text != _counted(text, folder):
        found.append("SOURCES.toml has another sha256 or number of rows than the tables")
    return found


_FIGURES = re.compile(r"^(sha256|rows) = .*$", re.MULTILINE)


def _counted(sources: str, folder: Path) -> str:
    """Return the text of ``SOURCES.toml`` with the hash and the rows of each table as they are."""

    def figures(part: str) -> str:
        path = folder / next(iter(tomllib.loads(part)))
        rows = path.read_text(encoding="utf-8").count("\n") - 1
        values = {"sha256": f'"{digest(path)}"', "rows": str(rows)}
        return _FIGURES.sub(lambda match: f"{match[1]} = {values[match[1]]}", part)

    head, *parts = re.split(r'^(?=\[")', sources, flags=re.MULTILINE)
    return head + "".join(figures(part) for part in parts)


def compile_tables(tables: Tables, folder: Path = FOLDER, data: Path = DATA) -> None:
    """Write the data, the list of confusable names, and the records of both."""
    (folder / CONFUSABLE).write_text(confusable_table(tables), encoding="utf-8", newline="\n")
    sources = folder / "SOURCES.toml"
    sources.write_text(_counted(sources.read_text(encoding="utf-8"), folder), encoding="utf-8", newline="\n")
    compiled = sections(tables)
    fresh = data.with_suffix(".new")
    fresh.write_bytes(pack(compiled))
    fresh.replace(data)  # whoever reads the old file meanwhile reads all of it
    rows = {kind: len(tables.rows[table]) for table, kind in KINDS.items()}
    entry = {
        "generator": "tools/build_gazetteer.py",
        "source": "the tables of dictionaries/gazetteer",
        "licence": "facts, and MIT as thaifix; see dictionaries/gazetteer/SOURCES.toml",
        "inputs": inputs(folder),
        "names": rows,
        "cues": len(tables.rows[CUES]),
        "common_words": len(tables.rows[COMMON_WORDS]),
    }
    write_record(data, entry)
    print(f"{data}: {data.stat().st_size:,} bytes, {sum(rows.values()):,} names")


def main(argv: list[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 at a fault or stale data")
    parser.add_argument("--mine", type=Path, metavar="TEXT.jsonl", help="write common-words.tsv first")
    args = parser.parse_args(argv)
    tables = lint()
    if args.mine and not args.check:
        mine(args.mine, tables)
        tables = lint()
    for fault in tables.faults:
        print(fault, file=sys.stderr)
    if tables.faults:
        return 1
    if not args.check:
        compile_tables(tables)
        return 0
    outdated = stale(tables)
    for what in outdated:
        print(f"{what}; run: python -m tools.build_gazetteer", file=sys.stderr)
    return 1 if outdated else 0


if __name__ == "__main__":
    raise SystemExit(main())
