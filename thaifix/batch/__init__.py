"""Folders of documents: repaired into a mirror of themselves, with an account from which each source comes back."""
