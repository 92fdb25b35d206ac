"""Lists of a stage's tests, as its own framework collects them."""
