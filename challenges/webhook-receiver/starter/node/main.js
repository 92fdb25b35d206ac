// A service that answers /healthz. Fastify and Express are installed; fetch is built in.
const fastify = require("fastify");

const app = fastify();

app.get("/healthz", async () => ({ status: "ok" }));

app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
