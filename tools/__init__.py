"""Builders of generated data and of test material; not part of the wheel."""
