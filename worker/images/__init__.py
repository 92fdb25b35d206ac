"""Images that boxes are made of: what each one is called, and how it is built.

``refs`` names an image by the content that goes into it, so that a changed Dockerfile, package list or supervisor is
another image and an unchanged one is never built twice. ``build`` drives the docker command line.
"""

from worker.images.refs import TESTER, image_ref, named_ref, sidecar_ref, tester_ref

__all__ = ["TESTER", "image_ref", "named_ref", "sidecar_ref", "tester_ref"]
