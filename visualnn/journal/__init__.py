"""The journal of a session: what a learner did in a lesson, one line each, so that nothing is lost.

In reading order: `lines` (a line and its checksum), `header` (the first line: which lesson, word
for word), `reading` (from bytes to what still holds), `file` (one file, locked), `writer` (lines
onto the disk, in the order in which they came), `folder` (all sessions of a person), `fingerprint`
(whether numbers are the same again).
"""
