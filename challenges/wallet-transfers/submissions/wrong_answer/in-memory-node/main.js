"use strict";
// Right in every answer, and without any race, since JavaScript does one thing at a time. The database stays empty.
const express = require("express");

const accounts = new Map(); // id -> { balance, entries }
const keys = new Map(); // key -> { wanted, status, answer }
let transfers = 0;

const app = express();
app.use(express.json({ type: () => true }));
const whole = (value, least) => Number.isInteger(value) && value >= least && value <= 1e12;
const refuse = (response, status, error) => response.status(status).json({ error });
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

app.get("/healthz", (request, response) => response.json({ status: "ok" }));

app.post("/accounts", ({ body }, response) => {
  if (!isObject(body)) return refuse(response, 400, "invalid_body");
  const { id, balance } = body;
  if (typeof id !== "string" || !/^[a-z0-9-]{1,40}$/.test(id)) return refuse(response, 422, "invalid_id");
  if (!whole(balance, 0)) return refuse(response, 422, "invalid_amount");
  if (accounts.has(id)) return refuse(response, 409, "account_exists");
  accounts.set(id, { balance, entries: [{ transfer: null, amount: balance, balance }] });
  return response.status(201).json({ id, balance });
});

app.get("/accounts/:id", ({ params: { id } }, response) => {
  if (!accounts.has(id)) return refuse(response, 404, "account_not_found");
  return response.json({ id, balance: accounts.get(id).balance });
});

app.get("/accounts/:id/entries", ({ params, query }, response) => {
  const { limit = "50", after = "0" } = query;
  if (!/^\d+$/.test(limit) || limit < 1 || limit > 200) return refuse(response, 400, "invalid_limit");
  if (!/^\d+$/.test(after)) return refuse(response, 400, "invalid_cursor");
  if (!accounts.has(params.id)) return refuse(response, 404, "account_not_found");
  const { entries } = accounts.get(params.id);
  const end = Number(after) + Number(limit);
  return response.json({ entries: entries.slice(after, end), next: end < entries.length ? String(end) : null });
});

app.post("/transfers", (request, response) => {
  const key = request.headers["idempotency-key"] ?? "";
  if (key.length < 1 || key.length > 200) return refuse(response, 400, "missing_key");
  if (!isObject(request.body)) return refuse(response, 400, "invalid_body");
  const { from, to, amount } = request.body;
  if (!whole(amount, 1)) return refuse(response, 422, "invalid_amount");
  if (from === to) return refuse(response, 422, "same_account");
  const wanted = JSON.stringify([from, to, amount]);
  if (!keys.has(key)) {
    if (!accounts.has(from) || !accounts.has(to)) return refuse(response, 404, "account_not_found");
    keys.set(key, { wanted, ...move(from, to, amount) });
  }
  const known = keys.get(key);
  if (known.wanted !== wanted) return refuse(response, 422, "key_reused");
  return response.status(known.status).json(known.answer);
});

function move(from, to, amount) {
  if (accounts.get(from).balance < amount) return { status: 409, answer: { error: "insufficient_funds" } };
  const id = ++transfers;
  for (const [name, change] of [[from, -amount], [to, amount]]) {
    const account = accounts.get(name);
    account.balance += change;
    account.entries.push({ transfer: id, amount: change, balance: account.balance });
  }
  return { status: 201, answer: { id, from, to, amount } };
}

app.use((error, request, response, next) => refuse(response, 400, "invalid_body"));

const server = app.listen(Number(process.env.PORT), "127.0.0.1");
process.once("SIGTERM", () => {
  server.close();
  server.closeIdleConnections();
});
