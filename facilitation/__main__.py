"""`python -m facilitation`: the command line. What serves patches the standard library for gevent before all else."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns 0, or 1 with a message on stderr."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] in (["serve"], ["takeover"]):
        from gevent import monkey

        monkey.patch_all()
    from facilitation.cli import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
