"""The vocabulary of what may be asked of a study, and the one door into the event store."""
