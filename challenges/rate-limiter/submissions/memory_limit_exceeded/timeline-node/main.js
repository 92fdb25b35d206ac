// Keeps a page for every minute since the beginning, to look up later what happened in it.
const { readFileSync } = require("node:fs");

const MINUTE_MS = 60_000;

const pages = [];
for (const line of readFileSync(0, "utf8").trimEnd().split("\n")) {
  const [time] = line.split(" ");
  if (time === "rule") continue;
  while (pages.length * MINUTE_MS <= Number(time)) pages.push(Buffer.alloc(MINUTE_MS, "."));
  const page = pages[Math.floor(Number(time) / MINUTE_MS)];
  page[Number(time) % MINUTE_MS] = "!".charCodeAt(0);
  console.log("allow 1");
}
