"""Results as pictures: one kind of picture a file, drawn with matplotlib on a figure of its own.

Nothing here computes economics: each function gets what the verbs have answered (regions, thresholds, tables,
runs) and draws it. The verb :mod:`defiance_games.plot` chooses what to draw and asks.
"""
