"""From results to named numbers, one physics a file."""
