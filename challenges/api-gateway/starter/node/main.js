"use strict";
const express = require("express");

const catalog = process.env.CATALOG_URL;
const app = express();

app.get("/healthz", (request, response) => response.json({ status: "ok" }));

// Forwards GETs, in the simplest way there is.
app.use("/catalog", async (request, response) => {
  if (request.method !== "GET") return response.status(501).json({ error: "not_implemented" });
  const answer = await fetch(catalog + request.url);
  return response.status(answer.status).send(Buffer.from(await answer.arrayBuffer()));
});

app.listen(Number(process.env.PORT), "127.0.0.1");
