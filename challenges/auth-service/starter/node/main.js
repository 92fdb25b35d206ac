// Accounts over HTTP, in their beginnings: see the statement for the rest.
"use strict";

const fastify = require("fastify")();
const { Pool } = require("pg");

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on("error", () => {}); // an idle connection that breaks would otherwise end the process
const ttlS = Number(process.env.TOKEN_TTL_S);
const lockS = Number(process.env.LOCK_S);

fastify.get("/me", async (request, reply) =>
  reply.code(401).header("WWW-Authenticate", "Bearer").send({ error: "unauthorized" }),
);

fastify.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
