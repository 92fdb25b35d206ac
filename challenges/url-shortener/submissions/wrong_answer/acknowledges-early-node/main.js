// Keeps its journal in memory and writes it down once a minute: what kill -9 meets there is lost.
const express = require("express");
const { randomInt } = require("node:crypto");
const path = require("node:path");
const { Journal } = require("./journal.js");
const { hostOf, isAlias } = require("./rules.js");

const { PORT, DATA_DIR, CODE_ALPHABET, CODE_LENGTH } = process.env;
const links = new Map(); // in the order of their creation

const journal = new Journal(path.join(DATA_DIR, "links.journal"), ([what, code, url]) => {
  if (what === "add") links.set(code, { code, url, clicks: 0, deleted: false });
  if (what === "click") links.get(code).clicks += 1;
  if (what === "delete") links.get(code).deleted = true;
});

function freshCode() {
  for (;;) {
    let code = "";
    while (code.length < Number(CODE_LENGTH)) code += CODE_ALPHABET[randomInt(CODE_ALPHABET.length)];
    if (!links.has(code)) return code;
  }
}

const view = ({ code, url, clicks }) => ({ code, url, clicks });

function fail(response, status, error) {
  response.status(status).json({ error });
}

/** The link of this code; without one the answer is given here. */
function find(request, response) {
  const link = links.get(request.params.code);
  if (!link) fail(response, 404, "not_found");
  else if (link.deleted) fail(response, 410, "gone");
  else return link;
}

const app = express();
app.disable("x-powered-by");
app.use(express.text({ type: () => true, limit: "1mb" }));

app.get("/healthz", (request, response) => response.json({ status: "ok" }));

app.post("/links", async (request, response) => {
  let body;
  try {
    body = JSON.parse(request.body);
  } catch {
    return fail(response, 400, "invalid_json");
  }
  if (body === null || typeof body !== "object" || Array.isArray(body)) return fail(response, 400, "invalid_json");
  if (hostOf(body.url) === null) return fail(response, 422, "invalid_url");
  let code = body.alias ?? freshCode();
  if (!isAlias(code)) return fail(response, 422, "invalid_alias");
  if (links.has(code)) return fail(response, 409, "alias_taken");
  const link = { code, url: body.url, clicks: 0, deleted: false };
  links.set(code, link);
  const created = view(link);
  await journal.append(["add", code, body.url]);
  response.status(201).location(`/links/${code}`).json(created);
});

app.get("/links", (request, response) => {
  const { host } = request.query;
  if (!host) return fail(response, 400, "host_required");
  const found = [...links.values()].filter((link) => !link.deleted && hostOf(link.url) === String(host).toLowerCase());
  response.json({ links: found.map(view) });
});

app.get("/links/:code", (request, response) => {
  const link = find(request, response);
  if (link) response.json(view(link));
});

app.delete("/links/:code", async (request, response) => {
  const link = find(request, response);
  if (!link) return;
  link.deleted = true;
  await journal.append(["delete", link.code]);
  response.status(204).end();
});

app.get("/:code", async (request, response) => {
  const link = find(request, response);
  if (!link) return;
  if (request.method === "GET") {
    link.clicks += 1;
    await journal.append(["click", link.code]);
  }
  response.writeHead(302, { Location: link.url, "Cache-Control": "no-store" }).end();
});

app.use((request, response) => fail(response, 404, "not_found"));

const server = app.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  setInterval(() => server.closeIdleConnections(), 50);
});
