// A service that answers /healthz. Express and Fastify are installed.
const express = require("express");

const app = express();
app.use(express.json());

app.get("/healthz", (request, response) => {
  response.json({ status: "ok" });
});

app.listen(Number(process.env.PORT), "127.0.0.1");
