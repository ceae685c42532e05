"""Steady heat transfer: one temperature a point, solution 153.

The way of one solve: `model` (grid and scalar points) -> `conductors`, `links` (what conducts) ->
`surfaces` (CHBDYE, CHBDYG, CHBDYP) -> `convection` -> `loads` -> `network` (held points, equations,
answers).
"""
