"""Telling: where a number came from, everything at one tick, and both in words."""
