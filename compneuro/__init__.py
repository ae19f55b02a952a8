"""The plumbing that the lessons import: seeds, devices, pictures and sliders.

A lesson shows the code that teaches; what would only distract from it lives here. Importing this
package alone loads nothing else, so that it costs nothing where only one of its modules is needed.
"""
