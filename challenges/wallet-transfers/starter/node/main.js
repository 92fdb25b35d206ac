"use strict";
const express = require("express");
const { Pool } = require("pg");

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const app = express();
app.use(express.json());

const notImplemented = (request, response) => response.status(501).json({ error: "not_implemented" });

app.get("/healthz", async (request, response) => {
  await pool.query("SELECT 1");
  response.json({ status: "ok" });
});

app.post("/accounts", notImplemented);
app.get("/accounts/:id", notImplemented);
app.get("/accounts/:id/entries", notImplemented);
app.post("/transfers", notImplemented);

// Good enough to begin with; it ends at once on SIGTERM.
app.listen(Number(process.env.PORT), "127.0.0.1");
