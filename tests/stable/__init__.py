"""Does the same code get the same verdict, however busy the machine is? ``python -m tests.stable``, ``make stable``.

    plan ─► rounds: each known submission once ─► load: so many in flight, cores busy ─► the service, over HTTP
                                                        └─► journal: a line each, to be gone on with ─► tally ─► told

plan      which known submissions there are
load      posts a round and waits for its records; burners that keep cores busy
graded    what is kept of a record
journal   what was graded already, on disk
tally     what each submission got over its repeats: flips, wavers, limits that are near, noise
told      all of that as text
"""
