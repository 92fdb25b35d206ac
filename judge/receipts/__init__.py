"""Receipts as signed texts: the key file, signing, verifying. The only place that knows JWS and Ed25519.

    key file (mode 600, on the API's machine only) ─► sign ─► receipt ─► verify ◄─ public keys (JWKS)

Knows neither store nor HTTP: a receipt is verified without a judge.
"""
