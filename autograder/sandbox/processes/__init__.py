"""The processes that start, supervise and end isolated processes."""
