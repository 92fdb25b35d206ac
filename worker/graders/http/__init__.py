"""``http`` stages: the submission runs as a service, and a tester in another box talks to it.

grade         one stage, from the sidecars' passwords to the last row
lines         what the tester says, read strictly
session       the tester's process: its order, its words, its end
desk          what the tester may ask for, and who does it
candidate     the candidate's service over the stage, and its report
in_the_way    whose fault it is that a server beside it does not start
sidecars      the servers beside it: passwords, seeds, what tests do to them
surroundings  ports, URLs and environment
starting      why a service that did not start did not, and why one that died did
rows          a tester's line as a row of the report
"""
