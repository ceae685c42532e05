"""The doors: each turns its own protocol into commands and events into its own protocol."""
