// Express and node-postgres.
"use strict";

const express = require("express");
const { Invalid, checkBody, checkQuery } = require("./fields");
const todos = require("./todos");

const app = express();
app.disable("x-powered-by");

const fail = (response, status, error, more = {}) => response.status(status).json({ error, ...more });
const notFound = (response) => fail(response, 404, "not_found");
const only = (...methods) => (request, response) =>
  fail(response.set("Allow", methods.join(", ")), 405, "method_not_allowed");

function json(request, response, next) {
  const type = (request.get("content-type") || "").split(";")[0].trim().toLowerCase();
  return type === "application/json" ? next() : fail(response, 415, "unsupported_media_type");
}

const body = [
  json,
  express.json({ limit: "1mb", strict: false }),
  (request, response, next) => {
    const sent = request.body;
    const isObject = sent !== null && typeof sent === "object" && !Array.isArray(sent);
    return isObject ? next() : fail(response, 400, "malformed");
  },
];

function id(request, response, next) {
  const text = request.params.id;
  if (!/^[0-9]+$/.test(text) || BigInt(text) >= 2n ** 63n) return notFound(response);
  request.number = text;
  return next();
}

const answer = (response, todo) => (todo ? response.json(todo) : notFound(response));

app.get("/healthz", async (request, response) => {
  await todos.ping();
  response.json({ status: "ok" });
});

app
  .route("/todos")
  .get(async (request, response) => response.json(await todos.page(checkQuery(request.query))))
  .post(body, async (request, response) => {
    const todo = await todos.insert(checkBody(request.body, ["title"]));
    response.status(201).location(`/todos/${todo.id}`).json(todo);
  })
  .all(only("GET", "HEAD", "POST"));

app
  .route("/todos/:id")
  .all(id)
  .get(async (request, response) => answer(response, await todos.read(request.number)))
  .patch(body, async (request, response) =>
    answer(response, await todos.update(request.number, checkBody(request.body))),
  )
  .delete(async (request, response) =>
    (await todos.remove(request.number)) ? response.status(204).end() : notFound(response),
  )
  .all(only("GET", "HEAD", "PATCH", "DELETE"));

app.use((request, response) => notFound(response));

// Express knows an error handler by its four parameters
app.use((error, request, response, next) => {
  if (error instanceof Invalid) return fail(response, 422, "invalid", { fields: error.fields });
  if (todos.isAway(error)) return fail(response, 503, "unavailable");
  if (error.type === "entity.parse.failed" || error.status === 400) return fail(response, 400, "malformed");
  console.error(error);
  return fail(response, error.status || 500, "failed");
});

app.listen(Number(process.env.PORT), "127.0.0.1");
