// Takes the header Authorization for granted, in a callback where nobody catches what is thrown.
"use strict";

const http = require("http");

const sessions = new Map();

function answer(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}

function handle(request, response, body) {
  if (request.url === "/register") return answer(response, 201, { id: 1, name: "", role: "user", ...body });
  if (request.url === "/login") {
    const token = `token-${sessions.size}`;
    sessions.set(token, body.username);
    return answer(response, 200, { token, token_type: "Bearer", expires_in: 600 });
  }
  const token = request.headers.authorization.split(" ")[1];
  return answer(response, 200, { id: 1, username: sessions.get(token), name: "", role: "user", items: [] });
}

http
  .createServer((request, response) => {
    let text = "";
    request.on("data", (data) => (text += data));
    request.on("end", () => handle(request, response, text.startsWith("{") ? JSON.parse(text) : {}));
  })
  .listen(Number(process.env.PORT), "127.0.0.1");
