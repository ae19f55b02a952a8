"""The classes that nbgrader loads; setup.py names them."""
