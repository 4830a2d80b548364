"""Where things stand: pure functions of lengths, without Qt, tested without a screen."""
