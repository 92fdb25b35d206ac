"use strict";
const { randomUUID } = require("node:crypto");
const express = require("express");
const { Buckets } = require("./buckets");
const { passedOn } = require("./headers");
const { Store } = require("./store");
const { Upstream, Refusal } = require("./upstream");

const MOST_BODY_BYTES = 256 * 1024;

const buckets = new Buckets(10, 2);
const store = new Store();
const upstream = new Upstream(process.env.CATALOG_URL);
const app = express();
app.disable("x-powered-by");
app.disable("etag");

app.get("/healthz", (request, response) => response.json({ status: "ok" }));

app.use("/catalog", async (request, response, next) => {
  if (!request.originalUrl.startsWith("/catalog/")) return next();
  const id = request.headers["x-request-id"] || randomUUID();
  try {
    const { status, headers, body } = await answer(request, id);
    response.statusCode = status;
    for (const [name, value] of headers) response.appendHeader(name, value);
    response.setHeader("X-Request-Id", id);
    if (status !== 204 && status !== 304) response.setHeader("Content-Length", body.length);
    response.end(body);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    response.set({ ...refusal.headers, "X-Request-Id": id });
    response.status(refusal.status).json({ error: refusal.code });
  }
});

app.use((request, response) => response.status(404).json({ error: "not_found" }));

async function answer(request, id) {
  const body = await read(request);
  if (request.method !== "GET" && request.method !== "POST") {
    throw new Refusal(405, "method_not_allowed", { Allow: "GET, POST" });
  }
  const key = request.headers["x-api-key"];
  if (!key) throw new Refusal(401, "missing_api_key");
  const wait = buckets.take(key);
  if (wait > 0) throw new Refusal(429, "rate_limited", { "Retry-After": String(Math.ceil(wait)) });
  if (body.length > MOST_BODY_BYTES) throw new Refusal(413, "body_too_large");

  const target = request.originalUrl.slice("/catalog".length);
  const ours = ["host", "content-length", "x-api-key", "x-request-id", "x-forwarded-for"];
  const headers = passedOn(request.rawHeaders, ours);
  const before = request.headers["x-forwarded-for"];
  const from = request.socket.remoteAddress;
  headers.push(["X-Forwarded-For", before ? `${before}, ${from}` : from], ["X-Request-Id", id]);

  if (request.method === "POST") {
    const got = await upstream.post(target, headers, body);
    if (got.status >= 200 && got.status < 300) store.forget(target.split("?")[0]);
    return got;
  }
  if (request.headers.authorization !== undefined) return upstream.get(target, headers, body);
  return cached(target, headers, body, request.headers["if-none-match"]);
}

async function cached(target, headers, body, noneMatch) {
  const stored = store.find(target);
  if (!stored || !(stored.isFresh() || stored.etag)) {
    return store.offer(target, await upstream.get(target, headers, body));
  }
  if (!stored.isFresh()) {
    const others = headers.filter(([name]) => name.toLowerCase() !== "if-none-match");
    const got = await upstream.get(target, [...others, ["If-None-Match", stored.etag]], body);
    if (got.status !== 304) return store.offer(target, got);
    stored.refresh();
  }
  if (stored.etag && noneMatch === stored.etag) return { status: 304, headers: [["ETag", stored.etag]] };
  return stored.answer;
}

/** The body; what is too large is read to its end, and only its beginning kept. */
async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}

app.listen(Number(process.env.PORT), "127.0.0.1");
