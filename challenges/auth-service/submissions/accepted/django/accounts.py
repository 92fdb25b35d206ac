"""Passwords, tokens, and counting failures."""

import hashlib
import math
import os
import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from fields import Refused
from models import Failures, Session, User

TTL_S = int(os.environ["TOKEN_TTL_S"])
LOCK_S = int(os.environ["LOCK_S"])
TRIES = 5


def digest(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def register(username, password, name):
    try:
        return User.objects.create(username=username, password_hash=make_password(password), name=name)
    except IntegrityError:
        raise Refused(409, "taken") from None


def charge(key):
    """Counted under a lock of the row, before the password is looked at: guesses cannot overtake the count."""
    with transaction.atomic():
        Failures.objects.bulk_create([Failures(username=key)], ignore_conflicts=True)
        count = Failures.objects.select_for_update().get(username=key)
        now = timezone.now()
        if count.locked_until and count.locked_until <= now:
            count.failures, count.locked_until = 0, None
        if count.failures >= TRIES:
            wait_s = math.ceil((count.locked_until - now).total_seconds())
            raise Refused(429, "locked", {"Retry-After": str(max(1, wait_s))})
        count.failures += 1
        if count.failures == TRIES:
            count.locked_until = now + timedelta(seconds=LOCK_S)
        count.save()


def login(username, password):
    key = digest(username)
    charge(key)
    user = User.objects.filter(username=username).first() if "\0" not in username else None
    if user is None:
        make_password(password)  # takes as long as a comparison
    if user is None or not check_password(password, user.password_hash):
        raise Refused(401, "bad_credentials")
    Failures.objects.filter(username=key).delete()
    token = secrets.token_urlsafe(32)
    Session.objects.create(token_hash=digest(token), user=user, expires_at=timezone.now() + timedelta(seconds=TTL_S))
    return {"token": token, "token_type": "Bearer", "expires_in": TTL_S}


def session_of(request):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    sessions = Session.objects.select_related("user").filter(expires_at__gt=timezone.now())
    session = sessions.filter(token_hash=digest(token.strip())).first() if scheme.lower() == "bearer" else None
    if session is None:
        raise Refused(401, "unauthorized", {"WWW-Authenticate": "Bearer"})
    return session


def change_password(user, current, new):
    if not check_password(current, user.password_hash):
        raise Refused(403, "bad_credentials")
    user.password_hash = make_password(new)
    user.save(update_fields=["password_hash"])
    Session.objects.filter(user=user).delete()
