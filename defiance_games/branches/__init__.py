"""Branches: one equilibrium, or one outcome of it, as a function of the parameters.

Where it holds and where it ends (:mod:`boundaries`, :mod:`roots`), the signs of its derivatives
(:mod:`signs`), its values on a grid (:mod:`grid`). The verbs ``statics``, ``threshold`` and ``table``
are made of these.
"""
