"""The columns or fields that a user chose, and whether a file has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thaifix.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Chosen"]

_SHOWN = 12  # names that a message lists


class Chosen:
    """Which columns or fields are wanted, and which were met."""

    def __init__(self, names: frozenset[str], what: str) -> None:
        """Keep the names; ``what`` they name is for messages.

        Args:
            names: all are wanted if there are none.
            what: ``"column"`` or ``"field"``.
        """
        self._names = names
        self._what = what
        self._met: dict[str, bool] = {}

    @property
    def everything(self) -> bool:
        """Whether all are wanted."""
        return not self._names

    def wants(self, name: str) -> bool:
        """Tell whether a column or field is wanted, itself or as a part of one (``a.b`` of ``a``).

        >>> chosen = Chosen(frozenset({"person"}), "field")
        >>> chosen.wants("person"), chosen.wants("person.name"), chosen.wants("personal")
        (True, True, False)
        """
        if name not in self._met:
            self._met[name] = self.everything or any(known in self._names for known in _lead(name))
        return self._met[name]

    def check(self) -> None:
        """Refuse a file that has none of those chosen, for the names were meant for others, or misspelt.

        Raises:
            InputError: it has none; says which it has.
        """
        if self._names and self._met and not any(self._met.values()):
            there = [repr(name) for name in self._met]
            more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
            message = f"there is no {self._listed(self._names)} here; there are: {', '.join(there[:_SHOWN])}{more}"
            raise InputError(message)

    def notes(self) -> list[str]:
        """Tell which were not met, if others were."""
        wanted = {known for name, wants in self._met.items() if wants for known in _lead(name)}
        missing = self._names - wanted
        return [f"The file has no {self._listed(missing)}."] if missing and self._met else []

    def _listed(self, names: frozenset[str]) -> str:
        return f"{self._what} {' or '.join(map(repr, sorted(names)))}"


def _lead(name: str) -> Iterator[str]:
    """Yield a dotted name and the names it is a part of."""
    while name:
        yield name
        name = name.rpartition(".")[0]
