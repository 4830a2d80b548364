"""The parts that the lesson panel is made of."""
