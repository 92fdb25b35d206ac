from django.contrib.auth.hashers import PBKDF2PasswordHasher


class AffordablePBKDF2(PBKDF2PasswordHasher):
    """Django's default takes half a second, and the statement asks for 10 to 50 ms."""

    iterations = 40_000
