// Fastify; state in memory, every change in a journal that is synced before the answer goes out.
const path = require("node:path");
const fastify = require("fastify");
const { Journal } = require("./journal.js");
const { Ledger } = require("./ledger.js");
const { Payments } = require("./payments.js");
const { whyRefused } = require("./signature.js");

const { PORT, DATA_DIR, WEBHOOK_SECRET, LEDGER_URL } = process.env;
const TYPES = ["created", "authorized", "captured", "refunded", "failed"].map((name) => `payment.${name}`);

const accepted = new Map(); // id → promise of the moment from which on it is safe
const unbooked = new Map();
const payments = new Payments();

const journal = new Journal(path.join(DATA_DIR, "events.journal"), ([what, event]) => {
  if (what === "accepted") {
    accepted.set(event.id, Promise.resolve());
    unbooked.set(event.id, event);
    payments.add(event);
  }
  if (what === "booked") unbooked.delete(event.id);
});
const ledger = new Ledger(LEDGER_URL, (event) => journal.append(["booked", { id: event.id }]));

const isName = (value) => typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value);
const isNumber = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

function parsed(body) {
  try {
    const event = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return event !== null && typeof event === "object" && isName(event.id) && typeof event.type === "string" && event;
  } catch {
    return false;
  }
}

const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => done(null, body));

app.get("/healthz", async () => ({ status: "ok" }));

app.post("/webhooks", async (request, reply) => {
  const body = request.body ?? Buffer.alloc(0);
  const error = whyRefused(request.headers["x-signature"] ?? "", body, WEBHOOK_SECRET, Date.now() / 1000);
  if (error) return reply.code(401).send({ error });
  const sent = parsed(body);
  if (!sent) return reply.code(400).send({ error: "invalid_event" });
  if (!TYPES.includes(sent.type)) return { status: "ignored" };
  if (!isName(sent.payment) || !isNumber(sent.seq, 1, 1e9) || !isNumber(sent.amount, 0, 1e12)) {
    return reply.code(400).send({ error: "invalid_event" });
  }
  const { id, type, payment, seq, amount } = sent;
  const event = { id, type, payment, seq, amount };
  if (accepted.has(id)) {
    await accepted.get(id); // a duplicate is a promise too
    return { status: "duplicate" };
  }
  accepted.set(id, journal.append(["accepted", event]));
  await accepted.get(id);
  payments.add(event);
  ledger.send(event);
  return { status: "accepted" };
});

app.get("/payments/:payment", async (request, reply) => {
  const found = payments.get(request.params.payment);
  return found ?? reply.code(404).send({ error: "not_found" });
});

process.on("SIGTERM", async () => {
  await app.close();
  process.exit(0);
});

app.listen({ host: "127.0.0.1", port: Number(PORT) });
for (const event of unbooked.values()) ledger.send(event);
