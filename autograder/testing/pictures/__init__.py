"""What a picture may draw, and how it is drawn: the parts for figures of failed tests."""
