"""`python -m visualnn.lesson_file` publishes the schema of lesson files anew."""

from .schema import publish

publish()
