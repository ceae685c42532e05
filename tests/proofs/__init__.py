"""Long proofs: each function takes a count and a folder, and returns a tally of what happened.

The tests run a small share of each; `run.py prove` runs thousands. Proofs fork and set limits of
the process, so the tests run them in a process of their own: `python -m tests.proofs <name>`.
"""
