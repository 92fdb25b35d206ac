"""FastAPI, pydantic and SQLAlchemy."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import store
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from shapes import Change, New, Query
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

PATIENCE_S = 1.5
CODES = {400: "malformed", 404: "not_found", 405: "method_not_allowed", 415: "unsupported_media_type"}


@asynccontextmanager
async def lifespan(_app):
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(12))
    yield
    os._exit(0)  # threads that wait for a frozen database would keep the process


app = FastAPI(lifespan=lifespan)


async def ask(work, *arguments):
    """The database's answer, or the end of patience; the thread goes on waiting by itself."""
    return await asyncio.wait_for(asyncio.to_thread(work, *arguments), PATIENCE_S)


@app.exception_handler(InterfaceError)
@app.exception_handler(OperationalError)
@app.exception_handler(NoConnection)
@app.exception_handler(TimeoutError)
async def unavailable(_request, _error):
    return JSONResponse({"error": "unavailable"}, 503)


@app.exception_handler(ValidationError)
async def invalid(_request, error):
    fields = {str(problem["loc"][0]): problem["msg"] for problem in error.errors()}
    return JSONResponse({"error": "invalid", "fields": fields}, 422)


@app.exception_handler(HTTPException)
async def refused(_request, error):
    return JSONResponse({"error": CODES[error.status_code]}, error.status_code, error.headers)


async def body(request: Request):
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    try:
        sent = await request.json()
    except ValueError:
        raise HTTPException(400) from None
    if not isinstance(sent, dict):
        raise HTTPException(400)
    return sent


def identity(text):
    if not (text.isascii() and text.isdecimal()) or int(text) >= 2**63:
        raise HTTPException(404)
    return int(text)


def found(todo):
    if todo is None:
        raise HTTPException(404)
    return todo


@app.get("/healthz")
async def health():
    await ask(store.ping)
    return {"status": "ok"}


@app.get("/todos")
async def page(request: Request):
    return await ask(store.page, Query.model_validate(dict(request.query_params)))


@app.post("/todos")
async def create(request: Request):
    new = New.model_validate(await body(request))
    todo = await ask(store.insert, new.model_dump())
    return JSONResponse(todo, 201, {"Location": f"/todos/{todo['id']}"})


@app.get("/todos/{text}")
async def read(text: str):
    return found(await ask(store.read, identity(text)))


@app.patch("/todos/{text}")
async def change(text: str, request: Request):
    number = identity(text)
    values = Change.model_validate(await body(request)).model_dump(exclude_unset=True)
    return found(await ask(store.update, number, values))


@app.delete("/todos/{text}")
async def remove(text: str):
    if not await ask(store.delete, identity(text)):
        raise HTTPException(404)
    return Response(status_code=204)


# Starlette names the methods of the first route of a path only, so the rest is said here.
@app.api_route("/todos", methods=["PUT", "PATCH", "DELETE"])
async def not_for_all():
    raise HTTPException(405, headers={"Allow": "GET, POST"})


@app.api_route("/todos/{text}", methods=["PUT", "POST"])
async def not_for_one(text: str):
    identity(text)
    raise HTTPException(405, headers={"Allow": "GET, PATCH, DELETE"})


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
