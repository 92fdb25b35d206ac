"""A graded submission in the forms that other tools read: pure functions from a ``Graded`` to text."""
