"""The lesson: what it says and asks at a stop."""
