"""Films for the lesson on multilayer perceptrons."""
