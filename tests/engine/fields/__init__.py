"""What results can be looked at in, and the arrays that are drawn of them."""
