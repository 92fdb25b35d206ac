"""PID 1 of every box: runs programs for the worker and says what they did.

Standard library only, judges nothing, holds no secret. Baked into every runtime image at ``/opt/judge``:

    worker ──stdin/stdout, frames──► supervisor (root, few capabilities)
                                       ├── zygote (warm interpreter, forks python programs)
                                       └── programs of the candidate (fresh uid, limits)
"""
