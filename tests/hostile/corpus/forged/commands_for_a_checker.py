# tries: words that would be commands, formats or options to whoever passes them on
# must: wrong_answer wrong_output
# challenge: solve-checker
print("; exit 42; $(exit 42) `exit 42` | exit 42 && exit 42 %n%n%n {0.__class__} --help\n42\n\x04\x1a")
