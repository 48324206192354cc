"""Derivations: what a solver found, argued step by step in the game's own payoffs.

A game gives *decisions* (:mod:`decisions`: who chooses where, and what each action pays), a found
equilibrium gives the mixtures, and :mod:`argument` turns both into steps of a proof. Nothing is said that
:mod:`checking` has not confirmed: an equality is an identity, an inequality is proved on the region where
it is claimed.
"""
