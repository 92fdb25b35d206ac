"""What the judge talks about: values without behaviour that reaches outside. Imports the standard library only."""
