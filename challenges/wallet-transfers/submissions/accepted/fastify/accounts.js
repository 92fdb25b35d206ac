"use strict";
const { Refusal, body, cents } = require("./refusal");
const { query, transaction } = require("./store");

const PAGE = `
  SELECT id, transfer, amount, balance FROM entries
  WHERE account = $1 AND id > $2 ORDER BY id LIMIT $3`;

module.exports = async function accounts(app) {
  app.post("/accounts", async (request, reply) => {
    const { id, balance } = body(request);
    if (typeof id !== "string" || !/^[a-z0-9-]{1,40}$/.test(id)) throw new Refusal(422, "invalid_id");
    cents(balance, 0);
    await transaction(async (tx) => {
      const opened = await tx.query("INSERT INTO accounts VALUES ($1, $2) ON CONFLICT DO NOTHING", [id, balance]);
      if (opened.rowCount === 0) throw new Refusal(409, "account_exists");
      await tx.query("INSERT INTO entries (account, amount, balance) VALUES ($1, $2, $2)", [id, balance]);
    });
    return reply.code(201).send({ id, balance });
  });

  app.get("/accounts/:id", async (request) => found(request.params.id));

  app.get("/accounts/:id/entries", async (request) => {
    const limit = number(request.query.limit ?? "50", "invalid_limit", 1, 200);
    const after = number(request.query.after ?? "0", "invalid_cursor", 0, Number.MAX_SAFE_INTEGER);
    const account = await found(request.params.id);
    const { rows } = await query(PAGE, [account.id, after, limit + 1]);
    const page = rows.slice(0, limit);
    return {
      entries: page.map(({ transfer, amount, balance }) => ({ transfer, amount, balance })),
      next: rows.length > limit ? String(page.at(-1).id) : null,
    };
  });
};

async function found(id) {
  const { rows } = await query("SELECT id, balance FROM accounts WHERE id = $1", [id]);
  if (rows.length === 0) throw new Refusal(404, "account_not_found");
  return rows[0];
}

function number(text, code, least, most) {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || value < least || value > most) throw new Refusal(400, code);
  return value;
}
