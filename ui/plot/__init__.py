"""Plots with axes that are zoomed, moved and read: the one package that imports pyqtgraph.

`gate` decides what goes in, `axes` what is written along the sides, `plot` is the widget, `loading`
imports the library in turns. Nothing is imported here: a program that shows no plot loads none.
"""
