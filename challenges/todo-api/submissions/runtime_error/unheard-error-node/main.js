// A pool tells of idle connections that broke. Where nobody listens, that is an error nobody caught, and Node.js ends.
"use strict";

const express = require("express");
const { Pool, types } = require("pg");

types.setTypeParser(types.builtins.INT8, Number);
types.setTypeParser(types.builtins.DATE, String);
const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  connectionTimeoutMillis: 1200,
  query_timeout: 1200,
});

const app = express();
app.use(express.json());

app.get("/healthz", async (request, response) => {
  await pool.query("SELECT 1");
  response.json({ status: "ok" });
});

app.get("/todos", async (request, response) => {
  const { rows } = await pool.query("SELECT * FROM todos ORDER BY id DESC LIMIT 100");
  response.json({ items: rows, next: null });
});

app.post("/todos", async (request, response) => {
  const title = String((request.body || {}).title || "").trim();
  if (!title) return response.status(422).json({ error: "invalid", fields: { title: "must not be empty" } });
  const { rows } = await pool.query("INSERT INTO todos (title) VALUES ($1) RETURNING *", [title]);
  return response.status(201).location(`/todos/${rows[0].id}`).json(rows[0]);
});

app.get("/todos/:id", async (request, response) => {
  const { rows } = await pool.query("SELECT * FROM todos WHERE id = $1", [request.params.id]);
  return rows.length ? response.json(rows[0]) : response.status(404).json({ error: "not_found" });
});

app.use((request, response) => response.status(404).json({ error: "not_found" }));

// Express knows an error handler by its four parameters
app.use((error, request, response, next) => response.status(503).json({ error: "unavailable" }));

app.listen(Number(process.env.PORT), "127.0.0.1");
