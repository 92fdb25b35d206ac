// Listens where it always did on its author's machine.
const express = require("express");

const app = express();
app.get("/healthz", (request, response) => response.json({ status: "ok" }));
app.listen(3000, "127.0.0.1", () => console.log("listening on 3000"));
