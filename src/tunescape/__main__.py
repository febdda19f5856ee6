"""``python -m tunescape``."""

from tunescape.interfaces.cli.app import main

if __name__ == "__main__":
    main()
