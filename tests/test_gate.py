"""The gate never passes a text that a stage would change."""

from __future__ import annotations

import re

from hypothesis import assume, given
from strategies import any_text, well_formed

from thaifix import pipeline, swaps
from thaifix.config import Config
from thaifix.evidence import gather
from thaifix.gate import suspicious

# words are asked where letters look odd, or where a cluster comes again (tests/test_doubles.py)
ASK_WORDS = {"decoder", "doubles", "swaps", "words"}


@given(any_text())
def test_what_the_gate_passes_no_stage_would_change(text: str) -> None:
    if suspicious(text) or swaps.suspected(text):
        return
    config = Config(zero_width_space="remove", bullets="unicode", minimum_confidence=0.0)
    for stage in pipeline.STAGES:
        if stage.name not in ASK_WORDS:
            assert stage.propose(text, gather(text), config) == []


@given(well_formed())
def test_well_formed_thai_passes(text: str) -> None:
    assume(not re.search("เ[ธน].เ[ธน]", text))  # syllables that look like UTF-8 read as code page 874
    assert not suspicious(text)
