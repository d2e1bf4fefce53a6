"""Whole-text questions at the speed of a scan, by the fastest means that this installation has."""

from __future__ import annotations

from thaifix import loops, vectors

__all__ = ["ALL", "COMPILED", "alike", "high", "pairs", "sweep", "triples"]

ALL = loops.ALL
COMPILED = loops.COMPILED
sweep = loops.sweep
"""For compiled loops only: without, its questions are put faster one by one."""

if COMPILED:
    alike, high, pairs, triples = loops.alike, loops.high, loops.pairs, loops.triples
else:
    alike, high, pairs, triples = vectors.alike, vectors.high, vectors.pairs, vectors.triples
