"""`python -m atomizer`: the only place that puts the parts together."""

import sys

from atomizer.adapters.cli.app import main as command_line


def main() -> int:
    """Run the command line with the doors that serve others."""
    return command_line(sys.argv[1:], {})


if __name__ == "__main__":
    sys.exit(main())
