// Writes a page as it comes and never finds its end: the cursor of the loop does not move.
"use strict";

const http = require("http");
const { Pool } = require("pg");

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on("error", () => {});

async function page(response) {
  response.writeHead(200, { "Content-Type": "application/json" });
  response.write('{"items": [');
  const last = 0;
  while (!response.destroyed) {
    const { rows } = await pool.query("SELECT * FROM todos WHERE id > $1 ORDER BY id LIMIT 100", [last]);
    for (let copies = 0; copies < 200; copies++) response.write(`${JSON.stringify(rows)},`);
    response.write(" ".repeat(1 << 16));
  }
}

http
  .createServer((request, response) => {
    request.resume();
    if (request.method === "GET") return page(response).catch(() => response.destroy());
    response.writeHead(501, { "Content-Type": "application/json" });
    return response.end('{"error": "failed"}');
  })
  .listen(Number(process.env.PORT), "127.0.0.1");
