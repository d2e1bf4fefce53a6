"""The report of a batch: one HTML file that needs nothing but itself.

`sources` reads the texts back, `rows` cuts texts into lines with their edits, `payload` packs what the page unpacks
when a file is opened, `summary` counts, and `assemble` puts all into the
template below ``page/``. docs/report.md tells what the page shows.
"""

from thaifix.batch.html.assemble import build

__all__ = ["build"]
