"""Replay: what the program does is recorded, so that moved code can be compared with it.

    python -m tools.replay record FOLDER     what the checkout in the current directory does
    python -m tools.replay compare FOLDER    the same, compared with an earlier record
    make replay BASE=<commit>                records that commit and this checkout, and compares

A record is a folder of pictures, texts and JSON, one file for each thing that was asked for. Only
surfaces that outlive a move of modules are used: the command line, ``visualnn.api``,
``visualnn.lesson.open_named``, ``visualnn.errors``, ``visualnn.text`` and the lessons' schema.
"""
