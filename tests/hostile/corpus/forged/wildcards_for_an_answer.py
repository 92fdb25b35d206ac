# tries: words that a careless comparison takes for anything
# must: wrong_answer wrong_output
# challenge: solve
print(".* .*\0* %s\u00a0\u2028\x1b[2K\r\N{FULLWIDTH DIGIT THREE}\N{FULLWIDTH DIGIT TWO}")
