"""``python -m thaifix``: the same as the command ``thaifix``."""

from thaifix.cli import entry_point

if __name__ == "__main__":
    entry_point()
