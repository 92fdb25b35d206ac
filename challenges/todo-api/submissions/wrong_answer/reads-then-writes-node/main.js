// Two habits that look right as long as nobody else is there: a cursor that counts rows, and an update that reads the
// to-do, changes it, and writes all of it back.
"use strict";

const express = require("express");
const { Pool, types } = require("pg");

types.setTypeParser(types.builtins.INT8, Number);
types.setTypeParser(types.builtins.DATE, String);
const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  connectionTimeoutMillis: 1500,
  query_timeout: 1500,
  max: 6,
});
pool.on("error", () => {});

const app = express();
const isText = (value, least, most) =>
  typeof value === "string" && !value.includes("\0") && [...value].length >= least && [...value].length <= most;
const isDate = (value) => {
  const day = new Date(`${value}T00:00:00Z`);
  return typeof value === "string" && !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === value;
};
const CHECKS = {
  title: (value) => typeof value === "string" && isText(value.trim(), 1, 200),
  notes: (value) => isText(value, 0, 2000),
  status: (value) => ["open", "doing", "done"].includes(value),
  priority: (value) => Number.isInteger(value) && value >= 1 && value <= 5,
  due: (value) => value === null || isDate(value),
};
const PARAMETERS = {
  limit: (value) => /^([1-9]\d?|100)$/.test(value),
  sort: (value) => ["newest", "due"].includes(value),
  status: CHECKS.status,
  cursor: (value) => /^after[0-9]{1,9}$/.test(value),
};

const fail = (response, status, error, more = {}) => response.status(status).json({ error, ...more });
const invalid = (response, names) =>
  fail(response, 422, "invalid", { fields: Object.fromEntries(names.map((name) => [name, "is invalid"])) });
const only = (allow) => (request, response) => fail(response.set("Allow", allow), 405, "method_not_allowed");

const body = [
  (request, response, next) =>
    /^application\/json *(;|$)/i.test(request.get("content-type") || "")
      ? next()
      : fail(response, 415, "unsupported_media_type"),
  express.json({ strict: false }),
  (request, response, next) => {
    const sent = request.body;
    if (sent === null || typeof sent !== "object" || Array.isArray(sent)) return fail(response, 400, "malformed");
    const wrong = Object.keys(sent).filter((name) => !Object.hasOwn(CHECKS, name) || !CHECKS[name](sent[name]));
    if (request.method === "POST" && !Object.hasOwn(sent, "title")) wrong.push("title");
    if (wrong.length) return invalid(response, wrong);
    if ("title" in sent) sent.title = sent.title.trim();
    return next();
  },
];

const known = (request, response, next) =>
  /^[0-9]{1,18}$/.test(request.params.id) ? next() : fail(response, 404, "not_found");
const answer = (response, row) => (row ? response.json(row) : fail(response, 404, "not_found"));
const read = async (id) => (await pool.query("SELECT * FROM todos WHERE id = $1", [id])).rows[0];

app.get("/healthz", async (request, response) => {
  await pool.query("SELECT 1");
  response.json({ status: "ok" });
});

app
  .route("/todos")
  .get(async (request, response) => {
    const wrong = Object.keys(PARAMETERS).filter((name) => name in request.query && !PARAMETERS[name](request.query[name]));
    if (wrong.length) return invalid(response, wrong);
    const { sort = "newest", status = null, q = "", limit = "20", cursor = "after0" } = request.query;
    const [most, start] = [Number(limit), Number(cursor.slice("after".length))];
    const { rows } = await pool.query(
      `SELECT * FROM todos WHERE ($1::text IS NULL OR status = $1) AND position($2 IN lower(title || E'\\n' || notes)) > 0
       ORDER BY ${sort === "due" ? "due, id" : "id DESC"} LIMIT $3 OFFSET $4`,
      [status, q.toLowerCase(), most + 1, start],
    );
    return response.json({ items: rows.slice(0, most), next: rows.length > most ? `after${start + most}` : null });
  })
  .post(body, async (request, response) => {
    const { title, notes = "", status = "open", priority = 3, due = null } = request.body;
    const { rows } = await pool.query(
      "INSERT INTO todos (title, notes, status, priority, due) VALUES ($1, $2, $3, $4, $5) RETURNING *",
      [title, notes, status, priority, due],
    );
    response.status(201).location(`/todos/${rows[0].id}`).json(rows[0]);
  })
  .all(only("GET, POST"));

app
  .route("/todos/:id")
  .all(known)
  .get(async (request, response) => answer(response, await read(request.params.id)))
  .patch(body, async (request, response) => {
    const before = await read(request.params.id);
    if (!before || !Object.keys(request.body).length) return answer(response, before);
    const { title, notes, status, priority, due } = { ...before, ...request.body };
    const { rows } = await pool.query(
      `UPDATE todos SET title = $2, notes = $3, status = $4, priority = $5, due = $6, updated_at = now()
       WHERE id = $1 RETURNING *`,
      [request.params.id, title, notes, status, priority, due],
    );
    return answer(response, rows[0]);
  })
  .delete(async (request, response) => {
    const { rowCount } = await pool.query("DELETE FROM todos WHERE id = $1", [request.params.id]);
    return rowCount ? response.status(204).end() : fail(response, 404, "not_found");
  })
  .all(only("GET, PATCH, DELETE"));

app.use((request, response) => fail(response, 404, "not_found"));

// Express knows an error handler by its four parameters
app.use((error, request, response, next) =>
  error.status === 400 ? fail(response, 400, "malformed") : fail(response, 503, "unavailable"),
);

app.listen(Number(process.env.PORT), "127.0.0.1");
