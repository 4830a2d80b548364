"""A run: the history of a training, any tick of it, its edits, checkpoints and curves."""
