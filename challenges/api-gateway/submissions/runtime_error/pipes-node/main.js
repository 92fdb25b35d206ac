"use strict";
// What one writes in the first hour: request in, request out, answer back through a pipe. Nobody listens for errors, so
// the first connection that the catalogue drops ends the process.
const http = require("node:http");
const { randomUUID } = require("node:crypto");

const catalog = new URL(process.env.CATALOG_URL);

const server = http.createServer((request, response) => {
  if (request.url === "/healthz") return response.end("ok");
  if (!request.url.startsWith("/catalog/")) return refuse(response, 404, "not_found");
  const id = request.headers["x-request-id"] || randomUUID();
  response.setHeader("X-Request-Id", id);
  if (!request.headers["x-api-key"]) return refuse(response, 401, "missing_api_key");

  const headers = { ...request.headers, host: catalog.host, "x-request-id": id };
  delete headers["x-api-key"];
  const options = {
    host: catalog.hostname,
    port: catalog.port,
    method: request.method,
    path: request.url.slice("/catalog".length),
    headers,
    timeout: 1200,
  };
  const call = http.request(options, (answer) => {
    response.writeHead(answer.statusCode, { ...answer.headers, "x-request-id": id });
    answer.pipe(response);
  });
  call.on("timeout", () => {
    refuse(response, 504, "upstream_timeout");
    call.destroy();
  });
  request.pipe(call);
});

function refuse(response, status, error) {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ error }));
}

server.listen(Number(process.env.PORT), "127.0.0.1");
