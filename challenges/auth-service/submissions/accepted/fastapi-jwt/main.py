"""FastAPI and signed tokens; the database only remembers those that were ended before their time."""

import os
from typing import Annotated

import accounts
import tokens
import uvicorn
from database import one, rows, run
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints, ValidationError
from refusals import Refused
from starlette.exceptions import HTTPException

app = FastAPI()
ID = 2**63


def text(least, most, pattern=None):
    return Annotated[
        str, StringConstraints(strict=True, min_length=least, max_length=most, pattern=pattern or r"^[^\x00]*$")
    ]


Password = Annotated[str, StringConstraints(strict=True, min_length=8, max_length=200)]
AnyText = Annotated[str, StringConstraints(strict=True)]


class Registration(BaseModel):
    username: text(3, 20, r"^[a-z0-9_]+$")
    password: Password
    name: text(0, 100) = ""


class Credentials(BaseModel):
    username: AnyText
    password: AnyText


class Change(BaseModel):
    current: AnyText
    new: Password


class Profile(BaseModel):
    name: text(0, 100)


class Note(BaseModel):
    text: text(1, 1000)


@app.exception_handler(Refused)
async def refused(_request, error):
    return JSONResponse(error.body, error.status, error.headers)


@app.exception_handler(ValidationError)
async def invalid(_request, error):
    fields = {str(problem["loc"][0]): problem["msg"] for problem in error.errors()}
    return JSONResponse({"error": "invalid", "fields": fields}, 422)


@app.exception_handler(HTTPException)
async def failed(_request, error):
    code = "not_found" if error.status_code == 404 else "failed"
    return JSONResponse({"error": code}, error.status_code, error.headers)


async def body(request: Request):
    try:
        sent = await request.json()
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Refused(400, "malformed")
    return sent


def claims(request: Request):
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return tokens.opened(token.strip() if scheme.lower() == "bearer" else "")


def user(found: Annotated[dict, Depends(claims)]):
    return accounts.caller(found)


Caller = Annotated[dict, Depends(user)]
Claims = Annotated[dict, Depends(claims)]
Body = Annotated[dict, Depends(body)]


def number(id: str):
    if not (id.isascii() and id.isdecimal()) or int(id) >= ID:
        raise Refused(404, "not_found")
    return int(id)


def found(row):
    if row is None:
        raise Refused(404, "not_found")
    return row


@app.post("/register", status_code=201)
def register(sent: Body):
    new = Registration.model_validate(sent)
    return accounts.register(new.username, new.password, new.name)


@app.post("/login")
def login(sent: Body, response: Response):
    given = Credentials.model_validate(sent)
    response.headers["Cache-Control"] = "no-store"
    return accounts.login(given.username, given.password)


@app.post("/logout", status_code=204)
def logout(caller: Caller, token: Claims):
    tokens.end(token)


@app.post("/password", status_code=204)
def password(caller: Caller, sent: Body):
    change = Change.model_validate(sent)
    accounts.change_password(caller["id"], change.current, change.new)


@app.get("/me")
def me(caller: Caller):
    return caller


VISIBLE = "id = %(id)s AND (id = %(caller)s OR %(role)s = 'admin')"


@app.get("/users/{id}")
def read_user(id: str, caller: Caller):
    sought = {"id": number(id), "caller": caller["id"], "role": caller["role"]}
    return found(one(f"SELECT {accounts.USER} FROM users WHERE {VISIBLE}", **sought))


@app.patch("/users/{id}")
def rename(id: str, caller: Caller, sent: Body):
    sought = {"id": number(id), "caller": caller["id"], "role": caller["role"]}
    name = Profile.model_validate(sent).name
    return found(
        one(f"UPDATE users SET name = %(name)s WHERE {VISIBLE} RETURNING {accounts.USER}", **sought, name=name)
    )


@app.post("/notes", status_code=201)
def write(caller: Caller, sent: Body):
    note = Note.model_validate(sent)
    statement = "INSERT INTO notes (owner_id, text) VALUES (%(owner)s, %(text)s) RETURNING id, text"
    return one(statement, owner=caller["id"], text=note.text)


@app.get("/notes")
def notes(caller: Caller):
    return {"items": rows("SELECT id, text FROM notes WHERE owner_id = %(owner)s ORDER BY id", owner=caller["id"])}


OWN = "id = %(id)s AND owner_id = %(owner)s"


@app.get("/notes/{id}")
def read_note(id: str, caller: Caller):
    return found(one(f"SELECT id, text FROM notes WHERE {OWN}", id=number(id), owner=caller["id"]))


@app.put("/notes/{id}")
def rewrite(id: str, caller: Caller, sent: Body):
    new = Note.model_validate(sent).text
    statement = f"UPDATE notes SET text = %(text)s WHERE {OWN} RETURNING id, text"
    return found(one(statement, id=number(id), owner=caller["id"], text=new))


@app.delete("/notes/{id}", status_code=204)
def remove(id: str, caller: Caller):
    if not run(f"DELETE FROM notes WHERE {OWN}", id=number(id), owner=caller["id"]):
        raise Refused(404, "not_found")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
