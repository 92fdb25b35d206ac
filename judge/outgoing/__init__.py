"""What leaves the judge for addresses that others have named: checked, bounded, signed.

Knows no store and no use case.
"""
