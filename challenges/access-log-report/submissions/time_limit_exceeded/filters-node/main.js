const { readFileSync } = require("node:fs");

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LINE = new RegExp(
  [
    /^([!-~]+) [!-~]+ [!-~]+ /,
    /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\] /,
    /"[A-Z]+ (\/[!#-[\]-~]*) HTTP\/\d\.\d" /,
    /([1-5])\d\d (\d{1,12}|-) /,
    /"(?:[^"\\]|\\[^])*" "(?:[^"\\]|\\[^])*" /,
    /(\d{1,9})$/,
  ]
    .map((part) => part.source)
    .join(""),
);

/** The fields of a log line that matter, or null if it is malformed. */
function parse(line) {
  const match = LINE.exec(line);
  if (match === null) return null;
  const [, host, day, monthName, year, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const [target, status, size, duration] = match.slice(11);
  const month = MONTHS.indexOf(monthName);
  if (month < 0 || hour > 23 || minute > 59 || second > 59 || offsetHours > 14 || offsetMinutes > 59) return null;
  const local = new Date(Date.UTC(year, month, day, hour, minute, second));
  // Date rolls over: the 31st of February would become the 2nd of March.
  if (local.getUTCMonth() !== month || local.getUTCDate() !== Number(day)) return null;
  const ms = Number(duration);
  if (ms > 86_400_000) return null;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return {
    host,
    time: local.getTime() + (sign === "-" ? offset : -offset),
    path: target.split("?", 1)[0].replace(/\/+$/, "") || "/",
    status: Number(status),
    size: size === "-" ? 0 : Number(size),
    ms,
  };
}

function percentile(sorted, perMille) {
  return sorted[Math.ceil((sorted.length * perMille) / 1000) - 1];
}

const increment = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
const ascending = (a, b) => a - b;

const [query, ...log] = readFileSync(0, "latin1").split("\n");
const [start, end, ranks] = query.trim().split(" ");
const earliest = start === "-" ? -Infinity : Date.parse(start);
const latest = end === "-" ? Infinity : Date.parse(end);

let lines = 0;
let malformed = 0;
let outside = 0;
let bytes = 0;
const hosts = new Set();
const classes = [0, 0, 0, 0, 0, 0];
const hours = new Map();
const requests = [];

for (const raw of log) {
  const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  if (line === "") continue;
  lines += 1;
  const request = parse(line);
  if (request === null) {
    malformed += 1;
  } else if (request.time < earliest || request.time >= latest) {
    outside += 1;
  } else {
    hosts.add(request.host);
    bytes += request.size;
    classes[request.status] += 1;
    increment(hours, Math.floor(request.time / 3_600_000));
    requests.push(request);
  }
}

const report = [
  `lines ${lines}`,
  `malformed ${malformed}`,
  `outside ${outside}`,
  `requests ${lines - malformed - outside}`,
  `hosts ${hosts.size}`,
  `bytes ${bytes}`,
];
for (let status = 1; status <= 5; status += 1) report.push(`${status}xx ${classes[status]}`);
const everything = requests.map((request) => request.ms).sort(ascending);
for (const [name, perMille] of Object.entries({ p50: 500, p90: 900, p99: 990, "p99.9": 999 })) {
  report.push(`${name} ${percentile(everything, perMille) ?? "-"}`);
}
for (const hour of [...hours.keys()].sort(ascending)) {
  report.push(`hour ${new Date(hour * 3_600_000).toISOString().slice(0, 13)}Z ${hours.get(hour)}`);
}

// Goes through all requests whenever it wants to know something of one path, which is all the time.
const times = (path) => requests.filter((request) => request.path === path).map((request) => request.ms);
const paths = [...new Set(requests.map((request) => request.path))];
const order = paths.sort((a, b) => times(b).length - times(a).length || (a < b ? -1 : 1));
for (const path of order) {
  const rank = 1 + order.filter((other) => times(other).length > times(path).length).length;
  if (rank > Number(ranks)) break;
  report.push(`top ${rank} ${times(path).length} ${percentile(times(path).sort(ascending), 950)} ${path}`);
}
process.stdout.write(report.join("\n") + "\n");
