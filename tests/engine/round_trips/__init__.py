"""Tables of an OP2 on their way out and back."""
