"""The command line: every command as a subcommand, every query as a table or one JSON document."""
