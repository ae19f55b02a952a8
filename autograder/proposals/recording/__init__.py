"""What the solved notebook does with its exercises."""
