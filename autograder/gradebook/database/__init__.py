"""The gradebook's database: how it is opened, and what is derived anew in it."""
