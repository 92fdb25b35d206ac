// Fastify; opaque tokens, of which the database has the SHA-256.
"use strict";

const accounts = require("./accounts");
const { Refused, check } = require("./fields");
const { pool } = require("./database");

const fastify = require("fastify")();
const ERRORS = { 400: "malformed", 404: "not_found", 415: "malformed" };

fastify.setErrorHandler((error, request, reply) => {
  if (error instanceof Refused) return reply.code(error.status).headers(error.headers).send(error.body);
  const status = error.statusCode && error.statusCode < 500 ? error.statusCode : 500;
  if (status === 500) console.error(error);
  return reply.code(status).send({ error: ERRORS[status] || "failed" });
});
fastify.setNotFoundHandler((request, reply) => reply.code(404).send({ error: "not_found" }));

const bodyOf = (request, fields) => {
  const body = request.body;
  if (body === null || typeof body !== "object" || Array.isArray(body)) throw new Refused(400, "malformed");
  return check(body, fields);
};

function id(request) {
  const text = request.params.id;
  if (!/^[0-9]{1,19}$/.test(text) || BigInt(text) >= 2n ** 63n) throw new Refused(404, "not_found");
  return text;
}

async function one(statement, values) {
  const { rows } = await pool.query(statement, values);
  if (!rows.length) throw new Refused(404, "not_found");
  return rows[0];
}

fastify.post("/register", async (request, reply) => {
  const sent = bodyOf(request, { username: "username", password: "password", name: "name?" });
  return reply.code(201).send(await accounts.register(sent));
});

fastify.post("/login", async (request, reply) => {
  const { username, password } = bodyOf(request, { username: "text", password: "text" });
  return reply.header("Cache-Control", "no-store").send(await accounts.login(username, password));
});

fastify.register(async (inside) => {
  // Before the body is looked at: without a token nothing is told.
  inside.addHook("onRequest", async (request) => {
    const [, token] = /^bearer +(\S+)$/i.exec(request.headers.authorization || "") || [];
    request.user = await accounts.userOf(token);
    request.token = token;
  });

  inside.post("/logout", async (request, reply) => {
    await accounts.logout(request.token);
    return reply.code(204).send();
  });
  inside.post("/password", async (request, reply) => {
    const sent = bodyOf(request, { current: "text", new: "password" });
    await accounts.changePassword(request.user.id, sent.current, sent.new);
    return reply.code(204).send();
  });

  inside.get("/me", async (request) => request.user);

  const USER = "id, username, name, role";
  const self = (request) => [id(request), request.user.id, request.user.role];
  const VISIBLE = "id = $1 AND (id = $2 OR $3 = 'admin')";
  inside.get("/users/:id", async (request) => one(`SELECT ${USER} FROM users WHERE ${VISIBLE}`, self(request)));
  inside.patch("/users/:id", async (request) => {
    const { name } = bodyOf(request, { name: "name" });
    return one(`UPDATE users SET name = $4 WHERE ${VISIBLE} RETURNING ${USER}`, [...self(request), name]);
  });

  const own = (request) => [id(request), request.user.id];
  const OWN = "id = $1 AND owner_id = $2";
  inside.post("/notes", async (request, reply) => {
    const { text } = bodyOf(request, { text: "note" });
    const statement = "INSERT INTO notes (owner_id, text) VALUES ($1, $2) RETURNING id, text";
    return reply.code(201).send(await one(statement, [request.user.id, text]));
  });
  inside.get("/notes", async (request) => {
    const { rows } = await pool.query("SELECT id, text FROM notes WHERE owner_id = $1 ORDER BY id", [request.user.id]);
    return { items: rows };
  });
  inside.get("/notes/:id", async (request) => one(`SELECT id, text FROM notes WHERE ${OWN}`, own(request)));
  inside.put("/notes/:id", async (request) => {
    const { text } = bodyOf(request, { text: "note" });
    return one(`UPDATE notes SET text = $3 WHERE ${OWN} RETURNING id, text`, [...own(request), text]);
  });
  inside.delete("/notes/:id", async (request, reply) => {
    await one(`DELETE FROM notes WHERE ${OWN} RETURNING id`, own(request));
    return reply.code(204).send();
  });
});

fastify.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
