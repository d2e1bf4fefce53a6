"""The search of the lattice: what it writes out for speed is what the tables say."""

from __future__ import annotations

from thaifix import beam, lexicon, spaces, trigrams
from thaifix.knowledge import chars
from thaifix.lattice import decode
from thaifix.moves import Channel

CHANNEL = Channel(
    jumps=(1.5, 3), order=0.3, drop_space=3, drop_space_after_tall=1, ring=1, ring_after_space=2, tone_for_space=4
)


def test_constants_of_the_loop_are_those_of_the_tables() -> None:
    assert (beam._ROOT, beam._NOT_A_WORD) == (lexicon.ROOT, lexicon.NOT_A_WORD)  # noqa: SLF001 - compared here only
    assert beam._ZERO == spaces.ZERO  # noqa: SLF001 - as above
    assert (beam._SIZE, beam._SPACE) == (trigrams.ALPHABET_SIZE, trigrams.SPACE)  # noqa: SLF001 - as above
    assert trigrams.encode(chars.SARA_AA)[0] == beam._SARA_AA  # noqa: SLF001 - as above
    assert beam._SIZE**2 <= beam._BEFORE_SPACE  # noqa: SLF001 - as above


def test_every_state_has_a_key_of_its_own() -> None:
    """Contexts stay below the node in a key, and nodes below the number of the marks."""
    assert beam._AFTER_SPACE < 1 << beam._CONTEXT_BITS  # noqa: SLF001 - as above
    assert lexicon.NODE_BITS + beam._CONTEXT_BITS < beam._KEY_BITS  # noqa: SLF001 - as above


def test_any_number_of_marks_may_be_on_their_way() -> None:
    window = "ก" + "\N{THAI CHARACTER MAI EK}" * 90 + "า"
    assert "".join(step.out for step in decode(window, lexicon.load(), CHANNEL).steps).startswith("ก")
