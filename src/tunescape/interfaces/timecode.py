"""Time as video editors count it: frames, and timecode with or without dropped numbers."""

from dataclasses import dataclass
from fractions import Fraction

from tunescape.errors import SettingsError

__all__ = ["FrameRate", "parse_frame_rate"]

_NTSC = {
    name: Fraction(nominal * 1000, 1001)
    for nominal, names in {
        24: ("23.976", "23.98"),
        30: ("29.97",),
        48: ("47.952", "47.95"),
        60: ("59.94",),
        120: ("119.88",),
    }.items()
    for name in names
}
_FASTEST = 120
_DROPPED_PER_MINUTE = {30: 2, 60: 4}


@dataclass(frozen=True)
class FrameRate:
    """Frames per second.

    Attributes
    ----------
    exact : Fraction
        29.97 is 30,000/1001.
    """

    exact: Fraction

    @property
    def nominal(self) -> int:
        """How many numbers a second of timecode has: 30 at 29.97."""
        return -(-self.exact.numerator // self.exact.denominator)

    @property
    def drops(self) -> int:
        """How many numbers timecode leaves out at each minute that is no tenth, to keep up with the clock.

        2 at 29.97 and 4 at 59.94, as SMPTE ST 12-1 defines drop-frame; 0 at all other rates.
        """
        return 0 if self.exact.denominator == 1 else _DROPPED_PER_MINUTE.get(self.nominal, 0)

    def frame_at(self, time_s: float) -> int:
        """Return the number of the frame that begins nearest to a time; that at 0 s is 0."""
        return round(Fraction(time_s) * self.exact)

    def timecode(self, frame: int) -> str:
        """Return ``HH:MM:SS:FF`` of a frame, ``HH:MM:SS;FF`` with drop-frame; after 24 hours it begins anew.

        Parameters
        ----------
        frame : int >= 0

        Returns
        -------
        str
        """
        number = self._number(frame)
        seconds, frames = divmod(number, self.nominal)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours % 24:02d}:{minutes:02d}:{seconds:02d}{';' if self.drops else ':'}{frames:02d}"

    def _number(self, frame: int) -> int:
        """Return the number a frame has where some numbers are left out."""
        per_minute = 60 * self.nominal - self.drops
        per_ten = 10 * 60 * self.nominal - 9 * self.drops
        tens, rest = divmod(frame, per_ten)
        whole = 60 * self.nominal  # the first of ten minutes leaves nothing out
        minutes = 0 if rest < whole else 1 + (rest - whole) // per_minute
        return frame + self.drops * (9 * tens + minutes)


def parse_frame_rate(text: str) -> FrameRate:
    """Read a frame rate: whole, or one of those of NTSC.

    Parameters
    ----------
    text : str
        ``25``, ``29.97``, ...

    Returns
    -------
    FrameRate

    Raises
    ------
    SettingsError
        If it is neither.
    """
    plain = text.strip()
    if plain in _NTSC:
        return FrameRate(_NTSC[plain])
    if plain.isascii() and plain.isdecimal() and len(plain) <= 4 and 1 <= int(plain) <= _FASTEST:
        return FrameRate(Fraction(int(plain)))
    hint = f"give a whole number up to {_FASTEST}, or one of {', '.join(_NTSC)}"
    raise SettingsError(f"--fps cannot be {text}", hint=hint)
