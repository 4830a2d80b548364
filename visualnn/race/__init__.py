"""Races: runs of one lesson on a bare function, compared under a stated rule.

`standings` says who is where, `fairness` under which rule they run, `search` finds the best rate of
each in a list, `record` keeps what was found.
"""
