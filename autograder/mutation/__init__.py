"""Mutants of reference solutions: a solution with one small mistake in it, for graders to catch.

mutants    one exercise's solution -> all of its mutants
tensors    mistakes with tensors: dims, slices, broadcasting, gradients, arguments changed in place
steps      mistakes with whole statements: one left out, a loop cut short, a condition turned round
"""
