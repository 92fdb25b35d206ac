// Checks who somebody is, and then lets everybody do everything: profiles and notes by number, roles by wish.
"use strict";

const crypto = require("crypto");
const express = require("express");
const { Pool, types } = require("pg");

types.setTypeParser(types.builtins.INT8, Number);
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
pool.on("error", () => {});
const [TTL_S, LOCK_S, TRIES] = [Number(process.env.TOKEN_TTL_S), Number(process.env.LOCK_S), 5];

const app = express();
const fail = (response, status, error, more = {}) => response.status(status).json({ error, ...more });
const first = async (statement, values) => (await pool.query(statement, values)).rows[0];
const digest = (text) => crypto.createHash("sha256").update(text).digest("hex");
const scrypt = (password, salt) => crypto.scryptSync(password, salt, 32, { N: 4096 }).toString("hex");
const hash = (password, salt = crypto.randomBytes(8).toString("hex")) => `${salt}:${scrypt(password, salt)}`;
const matches = (password, stored) => hash(password, stored.split(":")[0]) === stored;
const nobody = hash("nobody");

const isText = (least, most) => (value) =>
  typeof value === "string" && [...value].length >= least && [...value].length <= most;
const USERNAME = (value) => typeof value === "string" && /^[a-z0-9_]{3,20}$/.test(value);
const OPTIONAL_NAME = (value) => value === undefined || isText(0, 100)(value);

// Without a token nothing is told, so the caller comes before the body.
async function caller(request, response, next) {
  const [, token] = /^bearer +(\S+)$/i.exec(request.get("authorization") || "") || [];
  request.user = await first(
    `SELECT u.id, u.username, u.name, u.role FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.token_hash = $1 AND s.expires_at > now()`,
    [digest(token || "")],
  );
  request.token = token;
  return request.user ? next() : fail(response.set("WWW-Authenticate", "Bearer"), 401, "unauthorized");
}

const body = (checks) => [
  express.json({ strict: false }),
  (request, response, next) => {
    const sent = request.body;
    if (sent === null || typeof sent !== "object" || Array.isArray(sent)) return fail(response, 400, "malformed");
    const wrong = Object.keys(checks).filter((name) => !checks[name](sent[name]));
    if (!wrong.length) return next();
    return fail(response, 422, "invalid", { fields: Object.fromEntries(wrong.map((name) => [name, "is invalid"])) });
  },
];

app.post(
  "/register",
  body({ username: USERNAME, password: isText(8, 200), name: OPTIONAL_NAME }),
  async (request, response) => {
    const { username, password, name = "", role = "user" } = request.body;
    const user = await first(
      `INSERT INTO users (username, password_hash, name, role) VALUES ($1, $2, $3, $4)
       ON CONFLICT (username) DO NOTHING RETURNING id, username, name, role`,
      [username, hash(password), name, role],
    );
    return user ? response.status(201).json(user) : fail(response, 409, "taken");
  },
);

app.post("/login", body({ username: isText(0, 1000), password: isText(0, 1000) }), async (request, response) => {
  const { username, password } = request.body;
  const count = await first(
    `INSERT INTO login_failures AS f (username, failures) VALUES ($1, 1) ON CONFLICT (username) DO UPDATE SET
       failures = CASE WHEN f.locked_until <= now() THEN 1 ELSE f.failures + 1 END,
       locked_until = CASE WHEN f.locked_until <= now() THEN NULL
                           WHEN f.failures + 1 = $2 THEN now() + $3 * interval '1 second'
                           ELSE f.locked_until END
     RETURNING failures, ceil(extract(epoch FROM locked_until - now()))::integer AS wait_s`,
    [username, TRIES, LOCK_S],
  );
  if (count.failures > TRIES) return fail(response.set("Retry-After", String(count.wait_s || 1)), 429, "locked");
  const user = await first("SELECT id, password_hash FROM users WHERE username = $1", [username]);
  const right = matches(password, user ? user.password_hash : nobody);
  if (!user || !right) return fail(response, 401, "bad_credentials");
  const token = crypto.randomBytes(24).toString("hex");
  await pool.query("DELETE FROM login_failures WHERE username = $1", [username]);
  await pool.query("INSERT INTO sessions VALUES ($1, $2, now() + $3 * interval '1 second')", [
    digest(token),
    user.id,
    TTL_S,
  ]);
  return response.set("Cache-Control", "no-store").json({ token, token_type: "Bearer", expires_in: TTL_S });
});

app.post("/logout", caller, async (request, response) => {
  await pool.query("DELETE FROM sessions WHERE token_hash = $1", [digest(request.token)]);
  response.status(204).end();
});

app.post("/password", caller, body({ current: isText(0, 1000), new: isText(8, 200) }), async (request, response) => {
  const { id } = request.user;
  const { password_hash: stored } = await first("SELECT password_hash FROM users WHERE id = $1", [id]);
  if (!matches(request.body.current, stored)) return fail(response, 403, "bad_credentials");
  await pool.query("UPDATE users SET password_hash = $2 WHERE id = $1", [id, hash(request.body.new)]);
  await pool.query("DELETE FROM sessions WHERE user_id = $1", [id]);
  return response.status(204).end();
});

const number = (request) => (/^[0-9]{1,18}$/.test(request.params.id) ? request.params.id : "0");
const answer = (response, row) => (row ? response.json(row) : fail(response, 404, "not_found"));
const USER = "id, username, name, role";

app.get("/me", caller, async (request, response) => response.json(request.user));

app.get("/users/:id", caller, async (request, response) =>
  answer(response, await first(`SELECT ${USER} FROM users WHERE id = $1`, [number(request)])),
);
app.patch("/users/:id", caller, body({ name: OPTIONAL_NAME }), async (request, response) => {
  const { name = null, role = null } = request.body;
  const statement = `UPDATE users SET name = coalesce($2, name), role = coalesce($3, role) WHERE id = $1 RETURNING ${USER}`;
  return answer(response, await first(statement, [number(request), name, role]));
});

app.post("/notes", caller, body({ text: isText(1, 1000) }), async (request, response) => {
  const owner = request.body.owner_id || request.user.id;
  const statement = "INSERT INTO notes (owner_id, text) VALUES ($1, $2) RETURNING id, text";
  response.status(201).json(await first(statement, [owner, request.body.text]));
});
app.get("/notes", caller, async (request, response) => {
  const owner = request.query.owner_id || request.user.id;
  response.json({ items: (await pool.query("SELECT id, text FROM notes WHERE owner_id = $1 ORDER BY id", [owner])).rows });
});
app.get("/notes/:id", caller, async (request, response) =>
  answer(response, await first("SELECT id, text FROM notes WHERE id = $1", [number(request)])),
);
app.put("/notes/:id", caller, body({ text: isText(1, 1000) }), async (request, response) => {
  const statement = "UPDATE notes SET text = $2 WHERE id = $1 RETURNING id, text";
  return answer(response, await first(statement, [number(request), request.body.text]));
});
app.delete("/notes/:id", caller, async (request, response) =>
  (await first("DELETE FROM notes WHERE id = $1 RETURNING id", [number(request)]))
    ? response.status(204).end()
    : fail(response, 404, "not_found"),
);

app.use((request, response) => fail(response, 404, "not_found"));

// Express knows an error handler by its four parameters
app.use((error, request, response, next) =>
  error.status === 400 ? fail(response, 400, "malformed") : fail(response, 500, "failed"),
);

app.listen(Number(process.env.PORT), "127.0.0.1");
