"""From parameters to results: deck, solver, trial, sampler, pool."""
