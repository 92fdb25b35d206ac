// The to-do list's HTTP API, in its beginnings: see the statement for the rest.
"use strict";

const express = require("express");
const { Pool } = require("pg");

const app = express();
const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on("error", () => {}); // an idle connection that breaks would otherwise end the process

app.get("/healthz", (request, response) => response.json({ status: "ok" }));

app.listen(Number(process.env.PORT), "127.0.0.1");
