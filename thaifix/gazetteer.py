"""The gazetteer: names of Thai places, agencies and systems, with their ids, codes, other forms and parents.

Compiled from the tables of ``dictionaries/gazetteer`` by ``tools/build_gazetteer.py``, which checks
them; ``docs/gazetteer.md`` says what is in them and how to add a name. This module only reads. What
finds names in text, and what restores them, is built on it.

The data is one compressed block, unpacked at the first `load`; the rows of a kind become entries
when that kind is first asked for, so whoever needs provinces never pays for subdistricts.
"""

from __future__ import annotations

import unicodedata
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from thaifix.errors import TableError, ThaifixError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = [
    "COLUMNS",
    "ENCODING",
    "MAGIC",
    "SECTION",
    "SEPARATOR",
    "Cue",
    "Entry",
    "Gazetteer",
    "load",
    "pack",
    "read_table",
    "unpack",
]

MAGIC = b"thaifix-gazetteer-1\n"
"""What the data file begins with; the number changes with its form."""
ENCODING = "cp874"
"""One byte a character, Thai or Latin: a third of what UTF-8 would have to unpack."""
SECTION = "\x1d"
"""Stands before the name of each section of the data."""
SEPARATOR = "|"
"""Stands between the members of a list in a cell."""
COLUMNS = ("id", "code", "name", "english", "abbreviations", "aliases", "former", "parent", "note")
"""The heading of a table of names. Notes are for people and are not compiled."""

_COMPILED = len(COLUMNS) - 1
_CUES = "cues"
_COMMON_WORDS = "common-words"


class Entry(NamedTuple):
    """One name and what is known of it.

    Attributes:
        kind: what it is, in the singular: ``province``, ``local-government``, ``department`` ...
        id: stable and unique over all kinds: ``TH-33``, ``d3301``, ``s330101``, ``excise-department``.
        code: the official number, empty where there is none: two, four and six digits for places
            (Department of Provincial Administration), seven for local governments (Department of Local
            Administration).
        name: the canonical name as it stands in running text; of provinces, districts and subdistricts
            without the title (``ศรีสะเกษ``), of all others with it (``กรมสรรพสามิต``).
        english: the English name, empty where none is known.
        abbreviations: short forms, most with full stops: ``มท.``; different names may share one.
        aliases: other sound spellings and names in use.
        former: names it had before.
        parent: the id of what it belongs to: province of a district, ministry of a department; or empty.
    """

    kind: str
    id: str
    code: str
    name: str
    english: str = ""
    abbreviations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    parent: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """All Thai forms, the canonical name first.

        >>> load().by_id["ministry-of-interior"].forms
        ('กระทรวงมหาดไทย', 'มท.')
        """
        return (self.name, *self.abbreviations, *self.aliases, *self.former)


class Cue(NamedTuple):
    """A word or abbreviation that announces a name of a kind, or with which it begins.

    Attributes:
        kind: the kind of the names that follow.
        text: the cue as it is written: ``จังหวัด``, ``อ.``.
        part_of_name: whether names of the kind are written with it in `Entry.name`, as ``กรม`` is.
    """

    kind: str
    text: str
    part_of_name: bool


class Gazetteer:
    """All names, by kind and by id. Nothing in it changes after it is made; threads may share it.

    Attributes:
        kinds: the kinds there are, in the order of the data.
        cues: the cues of all kinds, the longest first, so that the first that fits is the right one.
        common_words: names, without their titles, that are also common words or parts of such: they
            are names only behind a cue or in a list of names.
    """

    __slots__ = ("_added", "_by_form", "_by_id", "_entries", "_sections", "common_words", "cues", "kinds")

    def __init__(self, sections: Mapping[str, str], added: Iterable[Entry] = ()) -> None:
        """Take the sections of the data, and entries of the user's own.

        Raises:
            ThaifixError: an added entry has the id of another one.
        """
        self._sections = sections
        self._added = tuple(added)
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._by_id: dict[str, Entry] | None = None
        self._by_form: dict[str, tuple[Entry, ...]] | None = None
        cues = (line.split("\t") for line in sections[_CUES].splitlines())
        self.cues = tuple(Cue(kind, text, part == "yes") for kind, text, part in cues)
        self.common_words = frozenset(sections[_COMMON_WORDS].splitlines())
        kinds = [kind for kind in sections if kind not in {_CUES, _COMMON_WORDS}]
        self.kinds = tuple(dict.fromkeys([*kinds, *(entry.kind for entry in self._added)]))
        if self._added:
            self._refuse_ids_used_twice()

    def _refuse_ids_used_twice(self) -> None:
        seen: dict[str, Entry] = {}
        for entry in self:
            if entry.id in seen:
                msg = f"{entry.name} has the id {entry.id!r}, as {seen[entry.id].name} has; give it another"
                raise ThaifixError(msg)
            seen[entry.id] = entry

    def of_kind(self, kind: str) -> tuple[Entry, ...]:
        """Return the entries of a kind, in the order of their ids; user's own last.

        Raises:
            KeyError: there is no such kind; `kinds` lists them.

        >>> len(load().of_kind("province")), load().of_kind("province")[0].name
        (77, 'กรุงเทพมหานคร')
        """
        found = self._entries.get(kind)
        if found is None:
            if kind not in self.kinds:
                raise KeyError(kind)
            shipped = (_entry(kind, row.split("\t")) for row in self._sections.get(kind, "").splitlines())
            found = (*shipped, *(entry for entry in self._added if entry.kind == kind))
            self._entries[kind] = found  # two threads would store the same
        return found

    def __iter__(self) -> Iterator[Entry]:
        """Yield every entry, kind by kind."""
        for kind in self.kinds:
            yield from self.of_kind(kind)

    def __len__(self) -> int:
        """Return how many entries there are."""
        return sum(len(self.of_kind(kind)) for kind in self.kinds)

    @property
    def by_id(self) -> dict[str, Entry]:
        """Every entry by its id; laid out at the first call. Do not change it.

        >>> load().by_id["d3301"].name
        'เมืองศรีสะเกษ'
        """
        if self._by_id is None:
            self._by_id = {entry.id: entry for entry in self}
        return self._by_id

    def named(self, form: str) -> tuple[Entry, ...]:
        """Return the entries that have ``form`` as name, abbreviation, alias or former name.

        Names that are canonical come first. Many forms are shared, and only the context tells:

        >>> [entry.name for entry in load().named("ทช.")]
        ['กรมทรัพยากรทางทะเลและชายฝั่ง', 'กรมทางหลวงชนบท']
        >>> load().named("ศรีสะแกษ")
        ()
        """
        if self._by_form is None:
            by_form: dict[str, list[Entry]] = {}
            for entry in self:
                for form_of_entry in dict.fromkeys(entry.forms):
                    by_form.setdefault(form_of_entry, []).append(entry)
            self._by_form = {
                text: tuple(sorted(entries, key=lambda entry: entry.name != text)) for text, entries in by_form.items()
            }
        return self._by_form.get(form, ())

    def parents(self, entry: Entry) -> Iterator[Entry]:
        """Yield what an entry belongs to, from the nearest to the farthest.

        >>> [parent.name for parent in load().parents(load().by_id["s330101"])]
        ['เมืองศรีสะเกษ', 'ศรีสะเกษ']
        """
        while entry.parent:
            entry = self.by_id[entry.parent]
            yield entry

    def within(self, entry: Entry, ancestor: str) -> bool:
        """Tell whether an entry belongs to the one whose id is ``ancestor``, directly or not.

        >>> load().within(load().by_id["s330101"], "TH-33"), load().within(load().by_id["s330101"], "TH-34")
        (True, False)
        """
        return any(parent.id == ancestor for parent in self.parents(entry))

    def bare(self, entry: Entry) -> str:
        """Return the canonical name without the cue it begins with.

        >>> load().bare(load().by_id["ministry-of-interior"]), load().bare(load().by_id["TH-33"])
        ('มหาดไทย', 'ศรีสะเกษ')
        """
        return self.without_cue(entry.name, entry.kind)

    def without_cue(self, name: str, kind: str) -> str:
        """Return ``name`` without the cue of ``kind`` that it begins with, if it does and more follows.

        >>> load().without_cue("จังหวัดศรีสะเกษ", "province"), load().without_cue("อบต.แพรกษา", "local-government")
        ('ศรีสะเกษ', 'แพรกษา')
        """
        for cue in self.cues:
            if cue.kind == kind and name.startswith(cue.text) and name != cue.text:
                return name[len(cue.text) :].lstrip()
        return name

    def extended(self, entries: Iterable[Entry]) -> Gazetteer:
        """Return a gazetteer that has ``entries`` as well; this one stays as it is.

        Raises:
            ThaifixError: an entry has the id of another one.

        >>> mine = load().extended([Entry("village", "v1", "", "บ้านโนนเขวา", parent="d3301")])
        >>> [entry.name for entry in mine.of_kind("village")], "v1" in load().by_id
        (['บ้านโนนเขวา'], False)
        """
        return Gazetteer(self._sections, (*self._added, *entries))


def _entry(kind: str, cells: list[str]) -> Entry:
    cells += [""] * (_COMPILED - len(cells))
    identity, code, name, english, abbreviations, aliases, former, parent = cells
    return Entry(kind, identity, code, name, english, _list(abbreviations), _list(aliases), _list(former), parent)


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(SEPARATOR)) if cell else ()


def read_table(path: Path, kind: str = "user") -> list[Entry]:
    """Read a table of the user's own names: tab-separated, a heading, one name a row.

    The heading names any of `COLUMNS` in any order; only ``name`` must be there. Lists are
    separated by `SEPARATOR`. Without an id, ``kind:name`` is the id. A table of one column is a
    plain list of names under the heading ``name``.

    Raises:
        TableError: the heading is not of `COLUMNS`, a row has another number of cells, a name is
            empty or not in NFC, or an id comes twice.
        OSError: the file cannot be read.
        UnicodeDecodeError: the file is not in UTF-8.
    """
    heading, *rows = path.read_text(encoding="utf-8-sig").splitlines() or [""]
    columns = heading.split("\t")
    if "name" not in columns or not set(columns) <= set(COLUMNS) or len(set(columns)) < len(columns):
        problem = f"the heading must hold 'name' and may hold {', '.join(COLUMNS)}, separated by tabs, not {heading!r}"
        raise TableError(path, 1, problem)
    entries: dict[str, Entry] = {}
    for line, row in enumerate(rows, 2):
        cells = row.split("\t")
        if len(cells) != len(columns):
            raise TableError(path, line, f"{len(cells)} cells where the heading has {len(columns)}")
        entry = _of_user(kind, dict(zip(columns, cells, strict=True)))
        if not entry.name:
            raise TableError(path, line, "the name is empty; fill it in or delete the row")
        if not unicodedata.is_normalized("NFC", row):
            raise TableError(path, line, "the row is not in NFC; normalise it")
        if entry.id in entries:
            raise TableError(path, line, f"the id {entry.id!r} stands in an earlier row; give each name its own")
        entries[entry.id] = entry
    return list(entries.values())


def _of_user(kind: str, cells: dict[str, str]) -> Entry:
    identity = cells.get("id") or f"{kind}:{cells['name']}"
    return _entry(kind, [identity, *(cells.get(column, "") for column in COLUMNS[1:_COMPILED])])


def pack(sections: Mapping[str, str]) -> bytes:
    r"""Return sections of text as the contents of a data file; `unpack` is the other way.

    >>> unpack(pack({"province": "TH-33\t33\tศรีสะเกษ"}))
    {'province': 'TH-33\t33\tศรีสะเกษ'}
    """
    import zlib  # noqa: PLC0415 - only whoever asks for names pays for it

    text = "".join(f"{SECTION}{name}\n{body}" for name, body in sections.items())
    return MAGIC + zlib.compress(text.encode(ENCODING), 9)


def unpack(data: bytes) -> dict[str, str]:
    """Return the sections of the contents of a data file.

    Raises:
        ImportError: the data is of another version of thaifix.
    """
    import zlib  # noqa: PLC0415 - only whoever asks for names pays for it

    if not data.startswith(MAGIC):
        msg = "gazetteer.bin is not of this version of thaifix; install thaifix anew"
        raise ImportError(msg)
    text = zlib.decompress(data[len(MAGIC) :]).decode(ENCODING)
    parts = (part.partition("\n") for part in text.split(SECTION)[1:])
    return {name: body for name, _, body in parts}


_loaded: list[Gazetteer] = []
_loading = Lock()


def load() -> Gazetteer:
    """Return the gazetteer that is shipped with thaifix: read at the first call, the same ever after.

    >>> load() is load()
    True
    """
    if not _loaded:
        with _loading:
            if not _loaded:
                _loaded.append(_read())
    return _loaded[0]


def _read() -> Gazetteer:
    from importlib import resources  # noqa: PLC0415 - costs a third of thaifix's import, and few texts need names

    return Gazetteer(unpack(resources.files("thaifix.data").joinpath("gazetteer.bin").read_bytes()))
