"""The films: what is committed is what the scripts draw and say."""
