"""Serve the small app with a time limit for the heads of requests: ``SECONDS``; prints the port."""

import sys

from small_server import small_app

from tunescape.interfaces.web.server import listen, run_server


def main() -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        run_server(
            small_app(),
            listening,
            on_ready=lambda: print(port, flush=True),  # noqa: T201
            head_limit_s=float(sys.argv[1]),
        )


if __name__ == "__main__":
    main()
