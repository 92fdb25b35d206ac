// Says "accepted" to everything, and tells the ledger each time. No signature, no memory.
const fastify = require("fastify");

const { PORT, LEDGER_URL } = process.env;
const app = fastify();

app.get("/healthz", async () => ({ status: "ok" }));
app.post("/webhooks", async (request) => {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(request.body);
  fetch(`${LEDGER_URL}/entries/${request.body?.id}`, { method: "PUT", headers, body }).catch(() => {});
  return { status: "accepted" };
});
app.get("/payments/:payment", async (request) => {
  const { payment } = request.params;
  return { payment, status: "captured", captured: 129900, refunded: 0, events: 1 };
});

app.listen({ host: "127.0.0.1", port: Number(PORT) });
