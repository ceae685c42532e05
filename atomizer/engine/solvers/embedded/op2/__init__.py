"""Our own OP2 writer: the tables a result reader needs, one numpy structured array a table."""
