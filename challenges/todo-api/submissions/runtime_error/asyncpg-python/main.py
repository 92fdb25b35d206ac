"""Was written where another driver is installed."""

import os

import asyncpg
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/healthz")
async def health():
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    await connection.close()
    return {"status": "ok"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]))
