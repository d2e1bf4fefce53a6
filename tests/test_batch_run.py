"""A batch in one process: what is written, what is written down, and that every source comes back."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelves import BROKEN, FIXED, SOUND, all_back, litter, records, run, shelf, tree, use_simple_formats
from strategies import damaged

import thaifix
from thaifix import Config, batch
from thaifix.batch import manifest, runner, work
from thaifix.batch.account import FileRecord, PartRecord, account_path, patch_path
from thaifix.batch.manifest import Lock, manifest_path
from thaifix.batch.patch import difference, patched
from thaifix.batch.places import UnwritableError, write
from thaifix.errors import ConfigError, InputError, TableError
from thaifix.formats import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

posix = pytest.mark.skipif(os.name != "posix", reason="needs links of POSIX")


@pytest.fixture
def dst(tmp_path: Path) -> Path:
    return tmp_path / "dst"


@pytest.fixture
def src(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shelf with a file of each kind."""
    use_simple_formats(monkeypatch)
    cells = "\n".join(["เเผนที่", "ปีน้ี", "ส�ำนักงาน", "จังหวัดตาก", "แผน"] * 3)
    return shelf(
        tmp_path / "src",
        {
            "broken.txt": BROKEN,
            "2560/sound.md": SOUND,
            "2560/old.txt": BROKEN.replace("�", "").encode("cp874"),
            "cells.lines": cells,
            "strange.odd": "เเผนที่!",
            "page.scan": "%เเผนที่||ปีน้ี",
            "sound.scan": "%แผนที่|ปีนี้",
            "picture.jpg": b"\xff\xd8",
            "empty.txt": b"",
        },
    )


def rewrite(dst: Path, path: str, change: Callable[[dict[str, object]], object]) -> None:
    """Change the line of a file in the manifest."""
    lines = [json.loads(line) for line in manifest_path(dst).read_bytes().splitlines()]
    for row in lines:
        if row.get("path") == path:
            change(row)
    manifest_path(dst).write_text("".join(f"{json.dumps(row)}\n" for row in lines), encoding="utf-8")


class TestOutputs:
    """What a batch writes."""

    def test_the_mirror(self, src: Path, dst: Path) -> None:
        before = tree(src)
        summary = run(src, dst)
        outputs = {name: data for name, data in tree(dst).items() if not name.startswith(".thaifix")}
        assert outputs["broken.txt"] == FIXED.encode()
        assert outputs["2560/sound.md"] == SOUND.encode()
        assert outputs["2560/old.txt"].decode("cp874").startswith("แผนที่ของสำนักงาน")
        assert outputs["cells.lines"].decode().split("\n")[:4] == ["แผนที่", "ปีนี้", "สำนักงาน", "จังหวัดตาก"]
        assert outputs["page.scan.txt"].decode() == "แผนที่\f\fปีนี้"
        assert "picture.jpg" not in outputs
        assert dict(summary.files) == {"repaired": 5, "sound": 3, "skipped": 1}
        assert tree(src) == before
        assert not litter(dst)

    def test_what_is_told_of_a_file(self, src: Path, dst: Path) -> None:
        run(src, dst)
        account = batch.Account(dst)
        got = {record.path: record for record in account.files()}
        assert list(got) == sorted(got)
        explanation = thaifix.explain(BROKEN)
        book = got["broken.txt"]
        assert (book.status, book.format, book.output, book.undo, book.parts) == (
            "repaired", "text", "broken.txt", "edits", 1,
        )  # fmt: skip
        assert (book.edits, book.suggestions) == (len(explanation.edits), len(explanation.suggestions))
        assert book.counts == dict(explanation.diagnosis.counts)
        assert book.repairs == {"lookalike": 1, "sara-am": 1, "mark-order": 1}
        assert (book.severity, book.thai) == (explanation.diagnosis.severity, explanation.diagnosis.thai)
        assert book.origin == explanation.diagnosis.origin
        assert book.seconds > 0
        (part,) = account.parts(book)
        assert part.edits == explanation.edits
        assert account.output(book) == dst / "broken.txt"
        assert got["picture.jpg"].reason == "thaifix does not read files of this kind"
        assert got["page.scan"].notes == ("page 2 has no text",)
        assert got["2560/sound.md"].undo == "same"
        assert list(account.parts(got["2560/sound.md"])) == []
        assert account.output(got["picture.jpg"]) is None

    def test_names_are_counted_and_parts_are_placed(self, src: Path, dst: Path) -> None:
        run(src, dst)
        record = records(dst)["cells.lines"]
        assert ("province", "TH-63", "ตาก", 3) in record.names
        parts = list(batch.Account(dst).parts(record))
        assert [(part.part, part.place) for part in parts[:3]] == [(0, "line 1"), (1, "line 2"), (2, "line 3")]
        assert sum(len(part.edits) for part in parts) == record.edits

    def test_the_parts_of_a_file_are_read_as_one_document(self, src: Path, dst: Path) -> None:
        rows = ["จานวนผู้เข้าร่วมประชุม", "งบประมาณที่ได้รับจัดสรรทั้งสิ้น", "การดาเนินงานตามแผนประจาปี"] * 30
        shelf(src, {"rings.lines": "\n".join([*rows, "คานา"])})
        run(src, dst)
        assert (dst / "rings.lines").read_text(encoding="utf-8").endswith("คำนำ")

    def test_other_files_are_copied_if_asked_for(self, src: Path, dst: Path, tmp_path: Path) -> None:
        run(src, dst, copy_others=True)
        record = records(dst)["picture.jpg"]
        assert (record.status, record.undo, (dst / "picture.jpg").read_bytes()) == ("skipped", "same", b"\xff\xd8")
        all_back(src, dst, tmp_path / "back")

    def test_settings_count(self, src: Path, dst: Path) -> None:
        run(src, dst, config=Config(without=frozenset({"lookalike"})), reading=Reading(encoding="utf-8"))
        assert (dst / "broken.txt").read_bytes() == FIXED.replace("แ", "เเ").encode()
        assert "is not utf-8" in records(dst)["2560/old.txt"].reason

    def test_events(self, src: Path, dst: Path) -> None:
        events: list[batch.Event] = []
        batch.run(src, dst, batch.Options(jobs=0), events.append)
        assert events[0] == batch.Planned(9, sum(path.stat().st_size for path in src.rglob("*") if path.is_file()))
        begun = [event.path for event in events if isinstance(event, batch.Begun)]
        ended = [event.record.path for event in events if isinstance(event, batch.Ended)]
        assert begun == ended
        assert len(ended) == 9

    def test_a_long_name_has_a_short_account(self, src: Path, dst: Path, tmp_path: Path) -> None:
        name = "ก" * 83 + ".txt"  # 253 bytes
        shelf(src, {name: BROKEN})
        run(src, dst)
        assert records(dst)[name].status == "repaired"
        all_back(src, dst, tmp_path / "back")

    @posix
    def test_a_name_that_is_no_text(self, src: Path, dst: Path, tmp_path: Path) -> None:
        name = os.fsdecode(b"\xa1\xa2.txt")
        shelf(src, {name: BROKEN})
        run(src, dst)
        assert records(dst)[name].status == "repaired"
        all_back(src, dst, tmp_path / "back")


class TestFaults:
    """One bad file stops nothing, and has a reason."""

    @pytest.mark.parametrize(
        ("what", "reason"),
        [
            ("input", "it broke"),
            ("memory", "there is not enough memory to repair it; split it, or use a machine with more"),
            ("recursion", "it is nested too deeply to be read"),
            ("system", "it broke"),
            ("odd", "a fault of thaifix, please report it: ZeroDivisionError at shelves.py:"),
        ],
    )
    def test_exceptions(self, src: Path, dst: Path, what: str, reason: str) -> None:
        shelf(src, {"a.crash": what})
        summary = run(src, dst)
        record = records(dst)["a.crash"]
        assert (record.status, record.fault) == ("failed", "reading")
        assert record.reason.startswith(reason)
        assert (summary.unread, summary.files["repaired"]) == (1, 5)

    def test_too_large(self, src: Path, dst: Path) -> None:
        run(src, dst, max_size=100)
        assert "too large" in records(dst)["cells.lines"].reason
        assert "fix_file" in records(dst)["cells.lines"].reason
        assert (dst / "broken.txt").exists()

    def test_not_text(self, src: Path, dst: Path) -> None:
        shelf(src, {"latin.txt": "déjà vu, naïve café".encode("latin-1")})
        run(src, dst)
        assert "not UTF-8" in records(dst)["latin.txt"].reason

    def test_a_character_that_the_encoding_lacks(self, src: Path, dst: Path) -> None:
        shelf(src, {"misread.txt": "ÊÓ¹Ñ¡§Ò¹".encode("cp1252")})
        summary = run(src, dst, reading=Reading(encoding="cp1252"), include=("misread.txt",))
        assert "U+0E2A, which" in records(dst)["misread.txt"].reason
        assert (summary.unwritten, summary.unread) == (1, 0)

    def test_a_source_that_goes_away(self, src: Path, dst: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = work.work

        def removing(task: work.Task, job: work.Job) -> work.Outcome:
            (src / "broken.txt").unlink(missing_ok=True)
            return before(task, job)

        monkeypatch.setattr(runner, "work", removing)
        run(src, dst)
        assert records(dst)["broken.txt"].reason == "there is no such file"

    def test_an_output_whose_place_is_taken(self, src: Path, dst: Path) -> None:
        (dst / "broken.txt").mkdir(parents=True)
        shelf(dst, {"2560": "a file"})
        summary = run(src, dst, overwrite=True)
        got = records(dst)
        assert got["broken.txt"].reason == "cannot write broken.txt: a folder stands there"
        assert got["2560/old.txt"].reason == "cannot write 2560/old.txt: a file stands where a folder is needed"
        assert (summary.unwritten, summary.unread) == (3, 0)

    @posix
    def test_nothing_is_written_through_a_link(self, src: Path, dst: Path, tmp_path: Path) -> None:
        away = shelf(tmp_path / "away", {"kept.txt": "kept"})
        dst.mkdir()
        (dst / "2560").symlink_to(away)
        (dst / "broken.txt").symlink_to(away / "kept.txt")
        run(src, dst, overwrite=True)
        assert tree(away) == {"kept.txt": b"kept"}
        assert "a link there leads elsewhere" in records(dst)["broken.txt"].reason
        assert records(dst)["2560/old.txt"].fault == "writing"

    @posix
    @pytest.mark.parametrize("name", ["", "manifest.jsonl", "manifest.old.jsonl", "lock"])
    def test_an_account_that_is_a_link_is_refused(self, src: Path, dst: Path, tmp_path: Path, name: str) -> None:
        place = dst / ".thaifix" / name
        place.parent.mkdir(parents=True)
        place.symlink_to(shelf(tmp_path / "away", {}))
        with pytest.raises(ConfigError, match="is a link"):
            run(src, dst, overwrite=True)
        assert not list((tmp_path / "away").iterdir())
        assert [path.name for path in dst.iterdir()] == [".thaifix"]

    @pytest.mark.parametrize("path", ["../a.txt", "/a.txt", "in/../../a.txt"])
    def test_nothing_is_written_outside(self, dst: Path, path: str) -> None:
        dst.mkdir()
        with pytest.raises(UnwritableError):
            write(dst, Path(path), [b"x"])
        assert not tree(dst.parent)
        with pytest.raises(InputError, match="leads out"):
            FileRecord.from_dict({"path": path, "status": "sound"})


class TestLibraries:
    """What is missing is told before anything is written."""

    @pytest.mark.parametrize(("name", "options"), [("zstandard", {}), ("pathspec", {"include": ("*.txt",)})])
    def test_that_is_missing(
        self, src: Path, dst: Path, monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, object]
    ) -> None:
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ConfigError, match=rf'need.* {name}; install it with: pip install "thaifix\[batch\]"'):
            run(src, dst, **options)
        assert not dst.exists()


class TestUndo:
    """Every source comes back."""

    def test_in_each_way(self, src: Path, dst: Path, tmp_path: Path) -> None:
        run(src, dst)
        ways = {path: record.undo for path, record in records(dst).items()}
        assert ways == {
            "broken.txt": "edits",
            "2560/sound.md": "same",
            "2560/old.txt": "edits",
            "cells.lines": "edits",
            "strange.odd": "patch",
            "page.scan": "text",
            "sound.scan": "text",
            "picture.jpg": "",
            "empty.txt": "same",
        }
        back = tmp_path / "back"
        all_back(src, dst, back)
        assert (back / "page.scan.txt").read_text(encoding="utf-8") == "เเผนที่\f\fปีน้ี"
        assert (back / "sound.scan.txt").read_text(encoding="utf-8") == "แผนที่\fปีนี้"
        assert len(tree(back)) == 8

    def test_what_cannot_be_read_again_has_a_patch(self, src: Path, dst: Path, tmp_path: Path) -> None:
        shelf(src, {"a.oneway": "เเผนที่"})
        run(src, dst)
        assert records(dst)["a.oneway"].undo == "patch"
        all_back(src, dst, tmp_path / "back")

    def test_verifying_writes_nothing(self, src: Path, dst: Path, tmp_path: Path) -> None:
        run(src, dst)
        before = tree(tmp_path)
        assert [rebuilt.fault for rebuilt in batch.rebuild(dst)] == [""] * 8
        assert tree(tmp_path) == before

    @pytest.mark.parametrize("path", ["broken.txt", "2560/sound.md", "strange.odd", "page.scan.txt"])
    def test_an_output_that_was_changed_is_told(self, src: Path, dst: Path, path: str) -> None:
        run(src, dst)
        (dst / path).write_bytes((dst / path).read_bytes() + b" ")
        (wrong,) = [rebuilt for rebuilt in batch.rebuild(dst) if rebuilt.fault]
        assert (wrong.record.output, wrong.fault) == (path, "reading")
        assert "changed after the batch" in wrong.reason

    def test_what_is_missing_or_damaged_is_told(self, src: Path, dst: Path) -> None:
        run(src, dst)
        (dst / "broken.txt").unlink()
        (dst / account_path("2560/old.txt")).write_bytes(b"{}\n")
        (dst / account_path("cells.lines")).write_bytes(b"")
        (dst / patch_path("strange.odd")).write_bytes(b"no patch")
        (dst / patch_path("page.scan")).unlink()
        reasons = {rebuilt.record.path: rebuilt.reason for rebuilt in batch.rebuild(dst) if rebuilt.fault}
        assert reasons.pop("2560/old.txt").endswith(".jsonl:1: a record of a part needs its number, 'part'")
        assert reasons.pop("cells.lines").startswith("what comes back is not the source")
        assert reasons.pop("strange.odd").startswith("the patch is damaged")
        assert reasons == {
            "broken.txt": "broken.txt: there is no such file",
            "page.scan": f"{patch_path('page.scan')}: there is no such file",
        }

    def test_where_sources_go(self, src: Path, dst: Path, tmp_path: Path) -> None:
        run(src, dst)
        with pytest.raises(ConfigError, match="not an empty folder"):
            list(batch.rebuild(dst, src))
        with pytest.raises(ConfigError, match="among the outputs"):
            list(batch.rebuild(dst, dst / "back"))
        with pytest.raises(ConfigError, match="no account"):
            list(batch.rebuild(tmp_path))

    def test_edits_of_parts_that_are_not_there(self, src: Path, dst: Path) -> None:
        run(src, dst)
        row = PartRecord(part=7).to_dict()
        (dst / account_path("broken.txt")).write_text(f"{json.dumps(row)}\n", encoding="utf-8")
        (wrong,) = [rebuilt for rebuilt in batch.rebuild(dst) if rebuilt.fault]
        assert wrong.reason == "the output has 1 parts, and none with the number 7"

    @settings(max_examples=40)
    @given(st.lists(damaged(), max_size=4), st.sampled_from(["txt", "lines", "odd"]))
    def test_whatever_the_text(self, tmp_path_factory: pytest.TempPathFactory, texts: list[str], kind: str) -> None:
        folder = tmp_path_factory.mktemp("law")
        data = "\n".join(texts).encode("utf-8", "replace")
        with pytest.MonkeyPatch.context() as patch:
            use_simple_formats(patch)
            src = shelf(folder / "src", {f"a.{kind}": data})
            run(src, folder / "dst")
            all_back(src, folder / "dst", folder / "back")


class TestPatches:
    """The difference of two byte strings."""

    @given(st.binary(max_size=300), st.binary(max_size=300))
    def test_there_and_back(self, before: bytes, after: bytes) -> None:
        assert patched(before, difference(before, after)) == after

    def test_is_small_where_they_are_alike(self) -> None:
        page = os.urandom(200_000)
        assert len(difference(page, page[:1000] + b"!" + page[1000:])) < 200

    def test_one_that_is_cut(self) -> None:
        with pytest.raises(InputError, match="damaged"):
            patched(b"before" * 9, difference(b"before" * 9, b"after" * 50)[:-3])


class TestResume:
    """What is done stays done, and only that."""

    @pytest.fixture(autouse=True)
    def _done(self, src: Path, dst: Path) -> None:
        run(src, dst)

    def redone(self, src: Path, dst: Path, **options: object) -> set[str]:
        """Resume, and return what was worked on."""
        events: list[batch.Event] = []
        batch.run(src, dst, batch.Options(jobs=0, resume=True, **options), events.append)  # type: ignore[arg-type]  # any option
        return {event.record.path for event in events if isinstance(event, batch.Ended) and not event.kept}

    def test_nothing_is_done_twice(self, src: Path, dst: Path) -> None:
        before = records(dst)
        assert self.redone(src, dst) == {"picture.jpg"}
        assert records(dst) == before
        assert run(src, dst, resume=True).kept == 8

    def test_sources_that_changed_or_came(self, src: Path, dst: Path, tmp_path: Path) -> None:
        shelf(src, {"broken.txt": SOUND, "new.txt": BROKEN})
        (src / "empty.txt").touch()  # at another time, with the same bytes
        assert self.redone(src, dst) == {"picture.jpg", "broken.txt", "new.txt"}
        assert records(dst)["broken.txt"].status == "sound"
        all_back(src, dst, tmp_path / "back")

    def test_of_the_same_size(self, src: Path, dst: Path) -> None:
        path = src / "broken.txt"
        path.write_bytes(path.read_bytes().replace("ปี".encode(), "สี".encode()))
        os.utime(path, ns=(1, 1))
        assert "broken.txt" in self.redone(src, dst)

    def test_outputs_and_accounts_that_changed(self, src: Path, dst: Path, tmp_path: Path) -> None:
        (dst / "broken.txt").write_bytes(b"")
        (dst / "2560/old.txt").unlink()
        (dst / account_path("cells.lines")).unlink()
        (dst / patch_path("strange.odd")).unlink()
        (dst / patch_path("page.scan")).unlink()
        lost = {"broken.txt", "2560/old.txt", "cells.lines", "strange.odd", "page.scan"}
        assert self.redone(src, dst) == {"picture.jpg", *lost}
        all_back(src, dst, tmp_path / "back")

    def test_other_settings_or_another_version(self, src: Path, dst: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert len(self.redone(src, dst, config=Config.SAFE)) == 9
        assert self.redone(src, dst, config=Config.SAFE) == {"picture.jpg"}
        monkeypatch.setattr("thaifix.batch.options.__version__", "99")
        assert len(self.redone(src, dst, config=Config.SAFE)) == 9

    def test_a_higher_limit_does_nothing_again_that_was_done(self, src: Path, dst: Path) -> None:
        assert self.redone(src, dst, reading=Reading(limit=1 << 40)) == {"picture.jpg"}
        assert len(self.redone(src, dst, reading=Reading(limit=1 << 40, encoding="utf-8"))) == 9

    def test_what_failed_is_tried_again(self, src: Path, dst: Path) -> None:
        shelf(src, {"a.crash": "odd"})
        assert "a.crash" in self.redone(src, dst)
        assert "a.crash" in self.redone(src, dst)

    def test_sources_that_went_keep_their_record(self, src: Path, dst: Path) -> None:
        (src / "broken.txt").unlink()
        self.redone(src, dst)
        assert records(dst)["broken.txt"].status == "repaired"

    def test_without_a_word_nothing_is_replaced(self, src: Path, dst: Path) -> None:
        with pytest.raises(ConfigError, match="--resume"):
            run(src, dst)
        with pytest.raises(ConfigError, match="contradict"):
            run(src, dst, resume=True, overwrite=True)

    def test_overwriting_begins_anew_and_keeps_the_old_manifest(self, src: Path, dst: Path) -> None:
        (src / "broken.txt").unlink()
        assert run(src, dst, overwrite=True).kept == 0
        assert "broken.txt" not in records(dst)
        assert (dst / ".thaifix" / "manifest.old.jsonl").exists()

    def test_a_folder_of_other_things_is_refused(self, src: Path, tmp_path: Path) -> None:
        other = shelf(tmp_path / "other", {"broken.txt": "mine"})
        for resume in (False, True):
            with pytest.raises(ConfigError, match="not empty"):
                run(src, other, resume=resume)
        assert tree(other) == {"broken.txt": b"mine"}
        run(src, other, overwrite=True)
        assert tree(other)["broken.txt"] == FIXED.encode()

    def test_resuming_what_was_never_begun_begins_it(self, src: Path, tmp_path: Path) -> None:
        assert run(src, tmp_path / "new", resume=True).files["repaired"] == 5

    @pytest.mark.parametrize("cut", [1, 5, 60])
    def test_a_line_that_was_cut_is_written_again(self, src: Path, dst: Path, cut: int) -> None:
        before = records(dst)
        path = manifest_path(dst)
        path.write_bytes(path.read_bytes()[:-cut])
        shelf(dst, {".thaifix-0123456789abcdef": "half", "2560/.thaifix-0123456789abcdef": "half"})
        assert len(batch.Account(dst)) == 8
        assert len(self.redone(src, dst)) == 2
        assert records(dst) == before
        assert not litter(dst)
        assert all(line.startswith(b"{") for line in path.read_bytes().splitlines())

    def test_every_prefix_of_the_manifest_leads_to_the_same_end(self, src: Path, dst: Path) -> None:
        before, path = records(dst), manifest_path(dst)
        whole = path.read_bytes()
        for end in range(0, len(whole), 211):
            path.write_bytes(whole[:end])
            self.redone(src, dst)
            assert records(dst) == before

    def test_a_dry_run_writes_nothing_and_tells_all(self, src: Path, dst: Path, tmp_path: Path) -> None:
        shelf(src, {"new.txt": BROKEN, "big.txt": "x" * 5000})
        before = tree(tmp_path)
        events: list[batch.Event] = []
        batch.run(src, dst, batch.Options(dry_run=True, resume=True, max_size=4000), events.append)
        told = {event.record.path: event for event in events if isinstance(event, batch.Ended)}
        assert told["broken.txt"].kept
        assert (told["new.txt"].kept, told["new.txt"].record.output) == (False, "new.txt")
        assert "too large" in told["big.txt"].record.reason
        assert told["picture.jpg"].record.status == "skipped"
        assert tree(tmp_path) == before
        run(src, tmp_path / "other", dry_run=True, copy_others=True)
        assert not (tmp_path / "other").exists()


class TestAccount:
    """The manifest is read with care."""

    def test_what_is_no_manifest_is_told_with_its_line(self, src: Path, dst: Path) -> None:
        run(src, dst)
        path = manifest_path(dst)
        whole = path.read_bytes()
        for damage, problem in [
            (b"{]\n", "not a JSON object"),
            (b"[]\n", "expected one JSON object"),
            (b'{"a": 1}\n', "expected the line"),
            (b'{"thaifix": "1", "format": 99}\n', "newer thaifix"),
            (b'{"thaifix": "1", "format": 1}\n', "needs the key"),
        ]:
            path.write_bytes(whole + damage)
            with pytest.raises(TableError, match=problem) as caught:
                batch.Account(dst)
            assert caught.value.line == whole.count(b"\n") + 1

    def test_keys_of_later_versions_are_ignored(self, src: Path, dst: Path) -> None:
        run(src, dst)
        rewrite(dst, "broken.txt", lambda row: row.update(later=1))
        assert records(dst)["broken.txt"].status == "repaired"

    def test_a_record_without_a_status(self, src: Path, dst: Path) -> None:
        run(src, dst)
        rewrite(dst, "broken.txt", lambda row: row.pop("status"))
        with pytest.raises(InputError, match=r"the line of broken\.txt: a record of a file needs"):
            list(batch.Account(dst).files())

    @pytest.mark.parametrize(
        "wrong", [{"output": 5}, {"size": "x"}, {"names": [1]}, {"notes": "x"}, {"edits": True}, {"path": ["a"]}]
    )
    def test_a_value_of_another_type(self, wrong: dict[str, object]) -> None:
        (key,) = wrong
        with pytest.raises(InputError, match=f"{key}: expected"):
            FileRecord.from_dict({"path": "a.txt", "status": "sound", **wrong})

    def test_a_part_of_another_type(self) -> None:
        for wrong in ({"part": "1"}, {"part": 0, "edits": 5}, {"part": 0, "counts": []}):
            with pytest.raises(InputError, match="expected"):
                PartRecord.from_dict(wrong)

    def test_records_come_back_as_they_were(self, src: Path, dst: Path) -> None:
        run(src, dst)
        account = batch.Account(dst)
        for record in account.files():
            assert FileRecord.from_dict(json.loads(json.dumps(record.to_dict()))) == record
            for part in account.parts(record):
                assert PartRecord.from_dict(json.loads(json.dumps(part.to_dict()))) == part
            assert account.run_of(record).source == str(src)
        assert account.find("nothing") is None

    def test_one_run_at_a_time(self, src: Path, dst: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        run(src, dst)
        monkeypatch.setattr(runner, "Lock", lambda path: Lock(path, patience=0.1))
        with Lock(dst), pytest.raises(ConfigError, match="another thaifix batch"):
            run(src, dst, resume=True)
        assert run(src, dst, resume=True).kept == 8

    def test_lines_are_on_their_way_at_once(self, src: Path, dst: Path) -> None:
        seen: list[int] = []

        def look(event: batch.Event) -> None:
            if isinstance(event, batch.Ended):
                seen.append(len(batch.Account(dst)))

        batch.run(src, dst, batch.Options(jobs=0), look)
        assert seen == list(range(1, 10))

    def test_the_disk_is_asked_now_and_then(self, src: Path, dst: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(manifest, "_SYNCED", 0.0)
        assert run(src, dst).files["repaired"] == 5

    def test_a_disk_that_is_full_is_told_with_the_file(
        self, src: Path, dst: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("thaifix.batch.manifest.os.fsync", full)
        with pytest.raises(OSError, match="No space left") as caught:
            run(src, dst)
        assert caught.value.filename == str(manifest_path(dst))


@pytest.mark.skipif(os.name != "posix", reason="needs modes of POSIX")
def test_nobody_may_read_an_output_or_its_account_who_may_not_its_source(src: Path, dst: Path) -> None:
    secret = src / "secret.txt"
    secret.write_text(BROKEN, encoding="utf-8")
    secret.chmod(0o600)
    batch.run(src, dst)
    for path in ("secret.txt", account_path("secret.txt")):
        assert (dst / path).stat().st_mode & 0o077 == 0
