"""The tensor view: whole values as heat maps with their numbers."""
