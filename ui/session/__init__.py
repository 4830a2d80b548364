"""The session: a learner at a place of a lesson, and everything that moves it."""
