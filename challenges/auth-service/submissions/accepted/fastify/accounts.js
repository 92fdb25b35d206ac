// Passwords, tokens, and counting failures.
"use strict";

const crypto = require("crypto");
const { promisify } = require("util");
const { pool } = require("./database");
const { Refused } = require("./fields");

const scrypt = promisify(crypto.scrypt);
const COST = { N: 8192, r: 8, p: 1 };
const TTL_S = Number(process.env.TOKEN_TTL_S);
const LOCK_S = Number(process.env.LOCK_S);
const TRIES = 5;

async function hash(password, salt = crypto.randomBytes(16)) {
  return `scrypt:${salt.toString("base64")}:${(await scrypt(password, salt, 32, COST)).toString("base64")}`;
}

async function matches(password, stored) {
  const salt = Buffer.from(stored.split(":")[1], "base64");
  return crypto.timingSafeEqual(Buffer.from(await hash(password, salt)), Buffer.from(stored));
}

// Checked where there is no user, so that it takes as long.
const nobody = hash(crypto.randomBytes(16).toString("hex"));
const digest = (text) => crypto.createHash("sha256").update(text).digest("hex");

async function register({ username, password, name = "" }) {
  const { rows } = await pool.query(
    `INSERT INTO users (username, password_hash, name) VALUES ($1, $2, $3)
     ON CONFLICT (username) DO NOTHING RETURNING id, username, name, role`,
    [username, await hash(password), name],
  );
  if (!rows.length) throw new Refused(409, "taken");
  return rows[0];
}

// Counted before the password is looked at: guesses that arrive together cannot overtake the count.
async function charge(key) {
  const { rows } = await pool.query(
    `INSERT INTO login_failures AS f (username, failures) VALUES ($1, 1) ON CONFLICT (username) DO UPDATE SET
       failures = CASE WHEN f.locked_until <= now() THEN 1 ELSE f.failures + 1 END,
       locked_until = CASE WHEN f.locked_until <= now() THEN NULL
                           WHEN f.failures + 1 = $2 THEN now() + $3 * interval '1 second'
                           ELSE f.locked_until END
     RETURNING failures, ceil(extract(epoch FROM locked_until - now()))::integer AS wait_s`,
    [key, TRIES, LOCK_S],
  );
  if (rows[0].failures > TRIES) {
    throw new Refused(429, "locked", { headers: { "Retry-After": String(Math.max(1, rows[0].wait_s)) } });
  }
}

async function login(username, password) {
  const key = digest(username); // any text may arrive here, of any length
  await charge(key);
  const { rows } = await pool.query("SELECT id, password_hash FROM users WHERE username = $1", [
    username.replaceAll("\0", "?"),
  ]);
  const right = await matches(password, rows.length ? rows[0].password_hash : await nobody);
  if (!rows.length || !right) throw new Refused(401, "bad_credentials");
  await pool.query("DELETE FROM login_failures WHERE username = $1", [key]);
  const token = crypto.randomBytes(32).toString("base64url");
  await pool.query(
    "INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, now() + $3 * interval '1 second')",
    [digest(token), rows[0].id, TTL_S],
  );
  return { token, token_type: "Bearer", expires_in: TTL_S };
}

async function userOf(token) {
  const { rows } = await pool.query(
    `SELECT u.id, u.username, u.name, u.role FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.token_hash = $1 AND s.expires_at > now()`,
    [digest(token || "")],
  );
  if (!rows.length) throw new Refused(401, "unauthorized", { headers: { "WWW-Authenticate": "Bearer" } });
  return rows[0];
}

const logout = (token) => pool.query("DELETE FROM sessions WHERE token_hash = $1", [digest(token)]);

async function changePassword(id, current, next) {
  const { rows } = await pool.query("SELECT password_hash FROM users WHERE id = $1", [id]);
  if (!(await matches(current, rows[0].password_hash))) throw new Refused(403, "bad_credentials");
  await pool.query("UPDATE users SET password_hash = $2 WHERE id = $1", [id, await hash(next)]);
  await pool.query("DELETE FROM sessions WHERE user_id = $1", [id]);
}

module.exports = { changePassword, login, logout, register, userOf };
