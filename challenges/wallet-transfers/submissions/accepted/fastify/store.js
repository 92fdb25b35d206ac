"use strict";
const { Pool, types } = require("pg");

// bigint comes as text otherwise; the largest sum of the challenge is far below 2^53.
types.setTypeParser(types.builtins.INT8, Number);

let pool;

async function connect(url) {
  pool = new Pool({ connectionString: url, max: 16 });
  pool.on("error", (error) => console.error("idle connection lost:", error.message));
  await pool.query(`
    CREATE TABLE IF NOT EXISTS transfer_keys (
      key      text PRIMARY KEY,
      transfer text NOT NULL,
      status   int,
      answer   json
    )`);
}

/** Runs work in a transaction; what it throws rolls back. */
async function transaction(work) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((lost) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
}

module.exports = {
  connect,
  transaction,
  query: (text, values) => pool.query(text, values),
  close: () => pool.end(),
};
