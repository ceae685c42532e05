"""Responses to loads that change, by modes: what solutions 111 and 112 share, and each of them."""
