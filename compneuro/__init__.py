"""The library of the lessons: seeds, devices, plots, training films and sliders.

A lesson shows the code that teaches. Code that would only distract from it is here. The package
itself imports nothing, so you pay only for the modules that you use.
"""
