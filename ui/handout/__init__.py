"""Hand-outs: the stops of a lesson as a page that steps, or as paper; everything from the trace.

`content` walks the lesson and collects, `exercise` turns numbers into blanks, `body` writes the
stops, `page` makes the self-contained HTML file of them, `paper` the PDF.
"""
