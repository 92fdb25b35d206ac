"use strict";
// Locks, transactions, tables: all right. That a request may come twice was not thought of.
const express = require("express");
const { Pool, types } = require("pg");

types.setTypeParser(types.builtins.INT8, Number);
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
const app = express();
app.use(express.json({ type: () => true }));
const whole = (value, least) => Number.isInteger(value) && value >= least && value <= 1e12;
const refuse = (response, status, error) => response.status(status).json({ error });
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

app.get("/healthz", (request, response) => response.json({ status: "ok" }));

app.post("/accounts", async ({ body }, response) => {
  if (!isObject(body)) return refuse(response, 400, "invalid_body");
  const { id, balance } = body;
  if (typeof id !== "string" || !/^[a-z0-9-]{1,40}$/.test(id)) return refuse(response, 422, "invalid_id");
  if (!whole(balance, 0)) return refuse(response, 422, "invalid_amount");
  const opened = await pool.query(
    `WITH opened AS (INSERT INTO accounts VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id, balance)
     INSERT INTO entries (account, amount, balance) SELECT id, balance, balance FROM opened`,
    [id, balance],
  );
  return opened.rowCount ? response.status(201).json({ id, balance }) : refuse(response, 409, "account_exists");
});

app.get("/accounts/:id", async ({ params }, response) => {
  const { rows } = await pool.query("SELECT id, balance FROM accounts WHERE id = $1", [params.id]);
  return rows.length ? response.json(rows[0]) : refuse(response, 404, "account_not_found");
});

app.get("/accounts/:id/entries", async ({ params, query }, response) => {
  const { limit = "50", after = "0" } = query;
  if (!/^\d+$/.test(limit) || limit < 1 || limit > 200) return refuse(response, 400, "invalid_limit");
  if (!/^\d+$/.test(after)) return refuse(response, 400, "invalid_cursor");
  const { rows } = await pool.query(
    "SELECT id, transfer, amount, balance FROM entries WHERE account = $1 AND id > $2 ORDER BY id LIMIT $3",
    [params.id, after, Number(limit) + 1],
  );
  if (!rows.length && after === "0") return refuse(response, 404, "account_not_found");
  const page = rows.slice(0, Number(limit));
  return response.json({
    entries: page.map(({ id, ...entry }) => entry),
    next: rows.length > page.length ? String(page.at(-1).id) : null,
  });
});

app.post("/transfers", async (request, response) => {
  if (!request.headers["idempotency-key"]) return refuse(response, 400, "missing_key");
  if (!isObject(request.body)) return refuse(response, 400, "invalid_body");
  const { from, to, amount } = request.body;
  if (!whole(amount, 1)) return refuse(response, 422, "invalid_amount");
  if (from === to) return refuse(response, 422, "same_account");
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const [status, answer] = await move(client, from, to, amount);
    await client.query("COMMIT");
    return response.status(status).json(answer);
  } finally {
    client.release();
  }
});

async function move(client, from, to, amount) {
  const { rows } = await client.query(
    "SELECT id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE",
    [from, to],
  );
  if (rows.length < 2) return [404, { error: "account_not_found" }];
  if (rows.find((row) => row.id === from).balance < amount) return [409, { error: "insufficient_funds" }];
  const made = await client.query(
    "INSERT INTO transfers (from_account, to_account, amount) VALUES ($1, $2, $3) RETURNING id",
    [from, to, amount],
  );
  const id = made.rows[0].id;
  for (const [account, change] of [[from, -amount], [to, amount]]) {
    await client.query(
      `WITH changed AS (UPDATE accounts SET balance = balance + $2 WHERE id = $1 RETURNING balance)
       INSERT INTO entries (account, transfer, amount, balance) SELECT $1, $3, $2, balance FROM changed`,
      [account, change, id],
    );
  }
  return [201, { id, from, to, amount }];
}

app.use((error, request, response, next) => {
  if (error.type === "entity.parse.failed") return refuse(response, 400, "invalid_body");
  console.error(error);
  return refuse(response, 500, "internal");
});

const server = app.listen(Number(process.env.PORT), "127.0.0.1");
process.once("SIGTERM", () => {
  server.close(() => pool.end());
  server.closeIdleConnections();
});
