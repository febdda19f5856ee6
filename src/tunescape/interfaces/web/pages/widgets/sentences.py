"""What the core says, as a visitor reads it: in the visitor's language, without paths of this machine."""

from tunescape.errors import TunescapeError
from tunescape.interfaces.web.public_errors import without_paths
from tunescape.interfaces.web.texts import Texts

__all__ = ["error_sentences", "sentences"]


def sentences(t: Texts, *clauses: str | None) -> str:
    """Join clauses to sentences, each with a capital letter; what is None, or empty, is left out.

    Parameters
    ----------
    t : Texts
    *clauses : str, optional
        As the core says them, without a full stop: reasons, hints, warnings.
    """
    # paths first: in Chinese there is no blank before one
    said = [t.said(without_paths(one.rstrip("."))) for one in clauses if one]
    return ("。" if t.language == "zh" else ". ").join(one[:1].upper() + one[1:] for one in said)


def error_sentences(t: Texts, error: TunescapeError) -> str:
    """Say what is wrong, and what to do about it."""
    return sentences(t, error.reason, error.hint)
