"use strict";
const { Refusal, body, cents } = require("./refusal");
const { transaction } = require("./store");

module.exports = async function transfers(app) {
  app.post("/transfers", async (request, reply) => {
    const key = request.headers["idempotency-key"] ?? "";
    if (key.length < 1 || key.length > 200) throw new Refusal(400, "missing_key");
    const { from, to, amount } = body(request);
    cents(amount, 1);
    if (from === to) throw new Refusal(422, "same_account");
    if (typeof from !== "string" || typeof to !== "string") throw new Refusal(404, "account_not_found");
    const { status, answer } = await transaction((tx) => once(tx, key, { from, to, amount }));
    return reply.code(status).send(answer);
  });
};

/** The answer that the key has, or else the one it gets now. */
async function once(tx, key, wanted) {
  const transfer = JSON.stringify(wanted);
  // Of two transactions with the same key the second waits here until the first has ended.
  const claim = await tx.query("INSERT INTO transfer_keys VALUES ($1, $2) ON CONFLICT DO NOTHING", [key, transfer]);
  if (claim.rowCount === 0) {
    const claimed = (await tx.query("SELECT * FROM transfer_keys WHERE key = $1", [key])).rows[0];
    if (claimed.transfer !== transfer) throw new Refusal(422, "key_reused");
    return claimed;
  }
  const settled = await move(tx, wanted);
  const { status, answer } = settled;
  await tx.query("UPDATE transfer_keys SET status = $2, answer = $3 WHERE key = $1", [key, status, answer]);
  return settled;
}

async function move(tx, { from, to, amount }) {
  // Everybody locks in the order of ids, so nobody waits in a circle.
  const accounts = await tx.query(
    "SELECT id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE",
    [from, to],
  );
  if (accounts.rowCount < 2) throw new Refusal(404, "account_not_found");
  if (accounts.rows.find((row) => row.id === from).balance < amount) {
    return { status: 409, answer: { error: "insufficient_funds" } };
  }
  const made = await tx.query(
    "INSERT INTO transfers (from_account, to_account, amount) VALUES ($1, $2, $3) RETURNING id",
    [from, to, amount],
  );
  const id = made.rows[0].id;
  await change(tx, from, id, -amount);
  await change(tx, to, id, amount);
  return { status: 201, answer: { id, from, to, amount } };
}

async function change(tx, account, transfer, amount) {
  const changed = await tx.query("UPDATE accounts SET balance = balance + $2 WHERE id = $1 RETURNING balance", [
    account,
    amount,
  ]);
  await tx.query("INSERT INTO entries (account, transfer, amount, balance) VALUES ($1, $2, $3, $4)", [
    account,
    transfer,
    amount,
    changed.rows[0].balance,
  ]);
}
