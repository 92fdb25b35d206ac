"""Routes and what they do."""

import accounts
from django.http import HttpResponse, JsonResponse
from django.urls import path
from fields import Refused, read
from models import Note, User

LARGEST = 2**63 - 1


def answer(body=None, status=200, headers=None):
    return JsonResponse(body, status=status, headers=headers) if body is not None else HttpResponse(status=status)


def route(address, open_to_all=False, **methods):
    """One path; its methods get the request and, unless everybody may come, the caller's session."""

    def view(request, **places):
        try:
            method = methods.get(request.method)
            if method is None:
                raise Refused(405, "failed", {"Allow": ", ".join(methods)})
            session = () if open_to_all else (accounts.session_of(request),)
            if any(place > LARGEST for place in places.values()):
                raise Refused(404, "not_found")
            return method(request, *session, **places)
        except Refused as refused:
            return answer(refused.body, refused.status, refused.headers)

    return path(address, view)


def found(rows):
    row = rows.first()
    if row is None:
        raise Refused(404, "not_found")
    return row


def register(request):
    user = accounts.register(*read(request, username="username", password="password", name="name?"))
    return answer(user.shown(), 201)


def login(request):
    return answer(
        accounts.login(*read(request, username="text", password="text")), headers={"Cache-Control": "no-store"}
    )


def logout(request, session):
    session.delete()
    return answer(status=204)


def password(request, session):
    accounts.change_password(session.user, *read(request, current="text", new="password"))
    return answer(status=204)


def me(request, session):
    return answer(session.user.shown())


def visible(session, number):
    users = User.objects.filter(id=number)
    return found(users if session.user.role == "admin" else users.filter(id=session.user.id))


def read_user(request, session, number):
    return answer(visible(session, number).shown())


def rename(request, session, number):
    user = visible(session, number)
    (user.name,) = read(request, name="name")
    user.save(update_fields=["name"])
    return answer(user.shown())


def write(request, session):
    (text,) = read(request, text="note")
    return answer(Note.objects.create(owner=session.user, text=text).shown(), 201)


def notes(request, session):
    return answer({"items": [note.shown() for note in Note.objects.filter(owner=session.user).order_by("id")]})


def own(session, number):
    return found(Note.objects.filter(id=number, owner=session.user))


def read_note(request, session, number):
    return answer(own(session, number).shown())


def rewrite(request, session, number):
    note = own(session, number)
    (note.text,) = read(request, text="note")
    note.save(update_fields=["text"])
    return answer(note.shown())


def remove(request, session, number):
    own(session, number).delete()
    return answer(status=204)


urlpatterns = [
    route("register", open_to_all=True, POST=register),
    route("login", open_to_all=True, POST=login),
    route("logout", POST=logout),
    route("password", POST=password),
    route("me", GET=me),
    route("users/<int:number>", GET=read_user, PATCH=rename),
    route("notes", GET=notes, POST=write),
    route("notes/<int:number>", GET=read_note, PUT=rewrite, DELETE=remove),
]


def handler404(request, exception):
    return answer({"error": "not_found"}, 404)
