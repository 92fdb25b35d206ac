// Wants a setting that nobody promised, and ends without it.
const fastify = require("fastify");

const { PORT, LEDGER_TOKEN } = process.env;
if (!LEDGER_TOKEN) throw new Error("LEDGER_TOKEN is not set");

const app = fastify();
app.get("/healthz", async () => ({ status: "ok" }));
app.listen({ host: "127.0.0.1", port: Number(PORT) });
