// Right, but the cache is one array that every command filters, copies and searches.
const { readFileSync } = require("node:fs");

let entries = []; // { key, value, expires }, least recently used first
const stats = { hits: 0, misses: 0, evictions: 0, expirations: 0 };

function take(key) {
  const entry = entries.find((candidate) => candidate.key === key);
  entries = entries.filter((candidate) => candidate !== entry);
  return entry;
}

function run(capacity, now, command, [key, ...args]) {
  // Fresh copies, so that nobody can change an entry behind our back.
  const alive = entries.filter((entry) => !entry.expires || entry.expires > now).map((entry) => ({ ...entry }));
  stats.expirations += entries.length - alive.length;
  entries = alive;

  const entry = entries.find((candidate) => candidate.key === key);
  switch (command) {
    case "SET": {
      let answer = "OK";
      take(key);
      if (entries.length === capacity) {
        answer = `EVICTED ${entries.shift().key}`;
        stats.evictions += 1;
      }
      const [value, ttl] = args;
      entries.push({ key, value, expires: ttl && now + Number(ttl) });
      return answer;
    }
    case "GET":
      if (!entry) {
        stats.misses += 1;
        return "(nil)";
      }
      stats.hits += 1;
      take(key);
      entries.push(entry);
      return entry.value;
    case "DEL":
      return take(key) ? 1 : 0;
    case "EXPIRE":
      if (!entry) return 0;
      entry.expires = now + Number(args[0]);
      return 1;
    case "TTL":
      if (!entry) return -2;
      return entry.expires ? entry.expires - now : -1;
    case "SIZE":
      return entries.length;
    case "NEXT":
      return entries.slice(0, Number(key)).map((next) => next.key).join(" ") || "(empty)";
    case "STATS":
      return Object.values(stats).join(" ");
  }
}

const [capacity, ...lines] = readFileSync(0, "utf8").trimEnd().split("\n");
for (const line of lines) {
  const [time, command, ...args] = line.split(" ");
  console.log(String(run(Number(capacity), Number(time), command, args)));
}
