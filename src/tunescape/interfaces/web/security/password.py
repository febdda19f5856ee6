"""The password, of which the server keeps only a slow hash."""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from tunescape.errors import SettingsError

__all__ = ["MAX_PASSWORD_LENGTH", "MIN_PASSWORD_LENGTH", "PasswordHash", "hash_password"]

MIN_PASSWORD_LENGTH = 8
MAX_PASSWORD_LENGTH = 1024

# 32 MiB and about a quarter of a second a try: one of the settings of OWASP's Password Storage Cheat Sheet
_COST, _BLOCK_SIZE, _PARALLEL = 2**15, 8, 3
_MEMORY_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class PasswordHash:
    """A password hashed by scrypt (RFC 7914)."""

    salt: bytes
    digest: bytes

    def matches(self, text: str) -> bool:
        """Whether a text is the password; takes as long whatever the text."""
        return hmac.compare_digest(_digest(text[:MAX_PASSWORD_LENGTH], self.salt), self.digest)


def hash_password(text: str) -> PasswordHash:
    """Hash a new password.

    Raises
    ------
    SettingsError
        If it is too short or too long.
    """
    if not MIN_PASSWORD_LENGTH <= len(text) <= MAX_PASSWORD_LENGTH:
        raise SettingsError(
            f"a password has {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters",
            hint="take four words that do not belong together",
        )
    salt = secrets.token_bytes(16)
    return PasswordHash(salt, _digest(text, salt))


def _digest(text: str, salt: bytes) -> bytes:
    # é may be typed as one character or as two; a lone surrogate cannot be typed, but sent
    typed = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(typed, salt=salt, n=_COST, r=_BLOCK_SIZE, p=_PARALLEL, maxmem=_MEMORY_BYTES)
