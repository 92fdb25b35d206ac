"use strict";
const fastify = require("fastify");
const accounts = require("./accounts");
const store = require("./store");
const { Refusal } = require("./refusal");
const transfers = require("./transfers");

async function main() {
  await store.connect(process.env.DATABASE_URL);
  const app = fastify({ forceCloseConnections: "idle" });

  app.setErrorHandler((error, request, reply) => {
    if (error instanceof Refusal) return reply.code(error.status).send({ error: error.code });
    if (error.statusCode >= 400 && error.statusCode < 500) return reply.code(400).send({ error: "invalid_body" });
    console.error(error);
    return reply.code(500).send({ error: "internal" });
  });
  app.get("/healthz", async () => ({ status: "ok" }));
  app.register(accounts);
  app.register(transfers);

  await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
  process.once("SIGTERM", async () => {
    await app.close(); // answers what is running, takes nothing new
    await store.close();
  });
}

main();
