"""Views folded from the log; the runner is the one that acts."""
