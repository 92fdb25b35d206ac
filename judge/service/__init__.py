"""Use cases, without Flask and without Redis: they talk to ``ports`` and ``shelves``. ``cases`` puts them together.

    code that is sent      submit, runs, checks, files, admissions, quotas, refused, sending
    submissions            submissions, views, waiting, hearing, listeners, receipts
    challenges             catalogue, uploads, versions, registration, registry
    assessments            assessments, invitations, joining, participation, standings, deadlines
    comparing people       results, similarity, rejudges
    who asks, who is told  keys, webhooks, bodies
    the server             readiness

What is done over time, by the conductor in one worker of many, each a step that another process can carry on:

    conductor ──► gate (publishes versions) · rejudging, replaceable · comparing · forgetting · courier (webhooks)

What they stand on: ports, leases, outgoing and registry (what the store, the queue and the network must offer), shelves
and lists (what is kept by id), parts (all of it, filled in by the composition roots), aside.
"""
