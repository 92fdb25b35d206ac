// Reads the body by hand, and an exception in a callback ends the process: one malformed request, and it is gone.
const express = require("express");

const links = new Map();
const app = express();

app.post("/links", (request, response) => {
  let text = "";
  request.on("data", (piece) => (text += piece));
  request.on("end", () => {
    const { url, alias } = JSON.parse(text);
    const code = alias ?? Math.random().toString(36).slice(2, 5);
    links.set(code, { code, url, clicks: 0 });
    response.status(201).location(`/links/${code}`).json(links.get(code));
  });
});

app.get("/links/:code", (request, response) => {
  const link = links.get(request.params.code);
  return link ? response.json(link) : response.status(404).json({ error: "not_found" });
});

app.get("/:code", (request, response) => {
  const link = links.get(request.params.code);
  if (!link) return response.status(404).json({ error: "not_found" });
  link.clicks += 1;
  response.writeHead(302, { Location: link.url, "Cache-Control": "no-store" }).end();
});

app.listen(Number(process.env.PORT), "127.0.0.1");
