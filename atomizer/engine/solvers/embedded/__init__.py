"""The embedded solver: a finite-element core of our own behind Nastran's files.

The way of one solve: `reading` (deck) -> `accepted` (what we do not know is refused) -> `model`
(grid points, frames) -> `elements` (one family a file) -> `assembly` -> `constraints`, `rigid`,
`autospc` -> `sparse` (ordering, Cholesky) -> `static` -> `op2` and `f06`.
"""
