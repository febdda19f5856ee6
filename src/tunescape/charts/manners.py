"""How politely servers are asked."""

from dataclasses import dataclass

__all__ = ["Manners"]


@dataclass(frozen=True)
class Manners:
    """How a server is asked.

    Parameters
    ----------
    requests_per_s : float > 0
        Per host.
    tries : int >= 1
        Of a request that meets passing trouble: no answer, a cut connection, 408, 425, 429, 5xx.
    first_wait_s : float, seconds
        Between the first and the second try; each later wait is twice the one before.
    longest_wait_s : float, seconds
        A server that asks for a longer pause is left alone.
    timeout_s : float, seconds
        For a connection, and for each read.
    longest_answer_s : float, seconds
        For a whole answer, so that one that trickles ends, too.
    max_redirects : int
    """

    requests_per_s: float = 4.0
    tries: int = 4
    first_wait_s: float = 1.0
    longest_wait_s: float = 120.0
    timeout_s: float = 30.0
    longest_answer_s: float = 900.0
    max_redirects: int = 5
