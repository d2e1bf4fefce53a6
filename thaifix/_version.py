"""The version, in one place: the build reads it here, and so does ``thaifix.__version__``."""

__version__ = "0.1.0"
