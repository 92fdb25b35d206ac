// Worked until the last change before handing in.
"use strict";

const fastify = require("fastify")();

fastify.get("/me", async (request, reply) => {
  const new = request.headers.authorization;
  return reply.code(new ? 200 : 401).send({ error: "unauthorized" });
});

fastify.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
