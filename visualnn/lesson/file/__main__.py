"""`python -m visualnn.lesson.file` publishes the schema of lesson files anew."""

from .schema import publish

publish()
