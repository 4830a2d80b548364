"""The engine: runs lessons and records every number a neural network computes."""
