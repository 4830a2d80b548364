"""Studies: one lesson over a grid of settings and seeds, each run on its own.

`plan` says which runs there are, `outcome` does one of them, `workers` does many side by side,
`kept` keeps what is finished on the disk, `results` makes a table of all.
"""
