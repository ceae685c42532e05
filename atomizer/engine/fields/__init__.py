"""Fields on the mesh: what results can be looked at in, and the arrays that are drawn."""
