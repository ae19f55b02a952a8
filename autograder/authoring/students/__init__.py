"""What students get: releases, the library, and nothing of a solution."""
