"""Looks at this machine and says what is missing for the judge, with the command that fixes it. Changes nothing."""
