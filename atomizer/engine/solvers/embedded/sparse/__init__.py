"""Sparse Cholesky of our own: `ordering` -> `fronts` -> `cholesky`; `factor` judges the pivots."""
