"""Text that a terminal shows as it is, and obeys none of."""

import re

__all__ = ["visible"]

# control characters, separators of lines and paragraphs, and what turns the direction of writing
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def visible(text: str, *, keep: str = "") -> str:
    """Escape what is not shown: a title or a file name must not command the terminal, nor hide a line.

    Parameters
    ----------
    text : str
        Bytes of a path that are no UTF-8 may be in it as surrogates.
    keep : str
        Characters to leave as they are.

    Returns
    -------
    str
        Can be encoded as UTF-8.
    """
    encodable = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _UNSEEN.sub(
        lambda found: found[0] if found[0] in keep else found[0].encode("unicode_escape").decode(), encodable
    )
