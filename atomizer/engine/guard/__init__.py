"""The guard: a process between the runner and one outside solver, so that nothing is left behind.

    runner ── pipe ── guard ── solver ── whatever the solver starts

The guard runs one program in a session of its own and ends the whole tree when the program ends,
when a limit passes, when it is asked to, and when its stdin closes, which the kernel does for a
runner that is killed. It is `python -m atomizer.engine.guard`, stands on the standard library
alone, and is started and asked through `guard.client`.
"""
