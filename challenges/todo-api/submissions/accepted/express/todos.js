// The table. Names of columns come from the checked fields, values only ever as parameters.
"use strict";

const { Pool, types } = require("pg");
const { pack } = require("./fields");

types.setTypeParser(types.builtins.INT8, Number);
types.setTypeParser(types.builtins.DATE, String); // a Date would move it into the server's time zone

const PATIENCE_MS = 1500;
const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  connectionTimeoutMillis: PATIENCE_MS,
  query_timeout: PATIENCE_MS, // kept on this side: a frozen server keeps no time limit
  max: 8,
});
pool.on("error", (error) => console.error("idle connection:", error.message));

const COLUMNS = "id, title, notes, status, priority, due, created_at, updated_at";
const first = async (statement, values) => (await pool.query(statement, values)).rows[0];

// Refused, broken off, too late: all but what the server itself says of a statement (five characters; 57P0x: it is shutting down).
const isAway = (error) =>
  /^(08|57P)/.test(error.code || "") ||
  ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(error.code) ||
  /timeout|Connection terminated|not queryable/i.test(error.message);

const ping = () => pool.query("SELECT 1");
const read = (id) => first(`SELECT ${COLUMNS} FROM todos WHERE id = $1`, [id]);

function insert(values) {
  const names = Object.keys(values);
  const places = names.map((_, index) => `$${index + 1}`);
  return first(
    `INSERT INTO todos (${names.join(", ")}) VALUES (${places.join(", ")}) RETURNING ${COLUMNS}`,
    Object.values(values),
  );
}

function update(id, values) {
  const names = Object.keys(values);
  if (!names.length) return read(id);
  const changes = names.map((name, index) => `${name} = $${index + 2}`);
  return first(`UPDATE todos SET ${changes.join(", ")}, updated_at = now() WHERE id = $1 RETURNING ${COLUMNS}`, [
    id,
    ...Object.values(values),
  ]);
}

const remove = (id) => first("DELETE FROM todos WHERE id = $1 RETURNING id", [id]);

async function page(query) {
  const values = [query.limit + 1];
  const add = (value) => `$${values.push(value)}`;
  const conditions = ["true"];
  if (query.status) conditions.push(`status = ${add(query.status)}`);
  if (query.q) {
    const pattern = add(`%${query.q.replace(/[\\%_]/g, "\\$&")}%`);
    conditions.push(`(title ILIKE ${pattern} OR notes ILIKE ${pattern})`);
  }
  if (query.cursor) conditions.push(after(query.cursor, add));
  const order = query.sort === "newest" ? "id DESC" : "due NULLS LAST, id";
  const { rows } = await pool.query(
    `SELECT ${COLUMNS} FROM todos WHERE ${conditions.join(" AND ")} ORDER BY ${order} LIMIT $1`,
    values,
  );
  const items = rows.slice(0, query.limit);
  return { items, next: rows.length > items.length ? pack(query.sort, items[items.length - 1]) : null };
}

function after(cursor, add) {
  const id = add(cursor.id);
  if (cursor.sort === "newest") return `id < ${id}`;
  if (cursor.due === null) return `(due IS NULL AND id > ${id})`;
  const due = add(cursor.due);
  return `(due > ${due} OR (due = ${due} AND id > ${id}) OR due IS NULL)`;
}

module.exports = { insert, isAway, page, ping, read, remove, update };
