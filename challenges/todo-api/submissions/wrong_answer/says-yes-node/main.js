// Answers 200 to everything, with something that looks right from afar.
"use strict";

const http = require("http");

const todo = { id: 1, title: "Water the ficus", notes: "", status: "open", priority: 3, due: null };
const answer = JSON.stringify({ ...todo, error: "invalid", fields: {}, items: [todo], next: null });

http
  .createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "Content-Type": "application/json", Location: "/todos/1", Allow: "GET, POST" });
    response.end(answer);
  })
  .listen(Number(process.env.PORT), "127.0.0.1");
