"""`python -m atomizer`: the only place that puts the parts together."""

import sys


def main() -> int:
    """Run the command line."""
    return 0


if __name__ == "__main__":
    sys.exit(main())
