"""What happened when a submission was graded: for instructors only."""
