"""Measurements of thaifix: speed beside its peers, accuracy with floors that may only rise, worst cases.

Run ``python -m benchmarks --help``. What the figures mean: docs/performance.md and docs/accuracy.md.
"""
