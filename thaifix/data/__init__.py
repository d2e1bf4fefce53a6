"""Generated tables; see ``thaifix/data/SOURCES.json`` and ``tools/``. Never edited by hand."""
