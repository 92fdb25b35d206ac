"use strict";
// Locks the payer, then the payee: two payments in opposite directions wait for each other until PostgreSQL ends one
// of them. Nobody expected an error there, so it ends the whole process.
const http = require("node:http");
const { Pool, types } = require("pg");

types.setTypeParser(types.builtins.INT8, Number);
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
const whole = (value, least) => Number.isInteger(value) && value >= least && value <= 1e12;
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

async function transaction(work) {
  const client = await pool.connect();
  await client.query("BEGIN");
  const [status, answer] = await work(client);
  await client.query(status < 300 || answer.error === "insufficient_funds" ? "COMMIT" : "ROLLBACK");
  client.release();
  return [status, answer];
}

async function openAccount(body) {
  if (!isObject(body)) return [400, { error: "invalid_body" }];
  const { id, balance } = body;
  if (typeof id !== "string" || !/^[a-z0-9-]{1,40}$/.test(id)) return [422, { error: "invalid_id" }];
  if (!whole(balance, 0)) return [422, { error: "invalid_amount" }];
  const opened = await pool.query(
    `WITH opened AS (INSERT INTO accounts VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id, balance)
     INSERT INTO entries (account, amount, balance) SELECT id, balance, balance FROM opened`,
    [id, balance],
  );
  return opened.rowCount ? [201, { id, balance }] : [409, { error: "account_exists" }];
}

async function showAccount(id) {
  const { rows } = await pool.query("SELECT id, balance FROM accounts WHERE id = $1", [id]);
  return rows.length ? [200, rows[0]] : [404, { error: "account_not_found" }];
}

async function showEntries(id, query) {
  const limit = query.get("limit") ?? "50";
  const after = query.get("after") ?? "0";
  if (!/^\d+$/.test(limit) || limit < 1 || limit > 200) return [400, { error: "invalid_limit" }];
  if (!/^\d+$/.test(after)) return [400, { error: "invalid_cursor" }];
  const [status, answer] = await showAccount(id);
  if (status !== 200) return [status, answer];
  const { rows } = await pool.query(
    "SELECT id, transfer, amount, balance FROM entries WHERE account = $1 AND id > $2 ORDER BY id LIMIT $3",
    [id, after, Number(limit) + 1],
  );
  const page = rows.slice(0, Number(limit));
  const next = rows.length > page.length ? String(page.at(-1).id) : null;
  return [200, { entries: page.map(({ id, ...entry }) => entry), next }];
}

async function transfer(key, body) {
  if (!key || key.length > 200) return [400, { error: "missing_key" }];
  if (!isObject(body)) return [400, { error: "invalid_body" }];
  const { from, to, amount } = body;
  if (!whole(amount, 1)) return [422, { error: "invalid_amount" }];
  if (from === to) return [422, { error: "same_account" }];
  const wanted = JSON.stringify([from, to, amount]);
  return transaction(async (client) => {
    const claim = await client.query("INSERT INTO keys VALUES ($1, $2) ON CONFLICT DO NOTHING", [key, wanted]);
    if (claim.rowCount === 0) {
      const known = (await client.query("SELECT * FROM keys WHERE key = $1", [key])).rows[0];
      return known.wanted === wanted ? [known.status, known.answer] : [422, { error: "key_reused" }];
    }
    const [status, answer] = await move(client, from, to, amount);
    await client.query("UPDATE keys SET status = $2, answer = $3 WHERE key = $1", [key, status, answer]);
    return [status, answer];
  });
}

async function move(client, from, to, amount) {
  const lock = (id) => client.query("SELECT balance FROM accounts WHERE id = $1 FOR UPDATE", [id]);
  const payer = (await lock(from)).rows[0];
  const payee = (await lock(to)).rows[0];
  if (!payer || !payee) return [404, { error: "account_not_found" }];
  if (payer.balance < amount) return [409, { error: "insufficient_funds" }];
  const made = await client.query(
    "INSERT INTO transfers (from_account, to_account, amount) VALUES ($1, $2, $3) RETURNING id",
    [from, to, amount],
  );
  const id = made.rows[0].id;
  for (const [account, change, before] of [[from, -amount, payer.balance], [to, amount, payee.balance]]) {
    const row = [account, id, change, before + change];
    await client.query("UPDATE accounts SET balance = $2 WHERE id = $1", [account, before + change]);
    await client.query("INSERT INTO entries (account, transfer, amount, balance) VALUES ($1, $2, $3, $4)", row);
  }
  return [201, { id, from, to, amount }];
}

async function answer(request, body) {
  const { pathname, searchParams } = new URL(request.url, "http://wallet");
  const [, first, id, second] = pathname.split("/");
  if (first === "healthz") return [200, { status: "ok" }];
  if (first === "transfers") return transfer(request.headers["idempotency-key"], body);
  if (request.method === "POST") return openAccount(body);
  return second ? showEntries(id, searchParams) : showAccount(id);
}

const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks));
  } catch {
    body = undefined;
  }
  const [status, fields] = await answer(request, body);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(fields));
});

pool
  .query("CREATE TABLE IF NOT EXISTS keys (key text PRIMARY KEY, wanted text, status int, answer json)")
  .then(() => server.listen(Number(process.env.PORT), "127.0.0.1"));
process.once("SIGTERM", () => {
  server.close(() => pool.end());
  server.closeIdleConnections();
});
