"""What keeps a process away from everything else on the host."""
