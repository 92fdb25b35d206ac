const { readFileSync } = require("node:fs");

// latin1 maps every byte to one character, so nothing that is not UTF-8 gets lost.
const [query, ...log] = readFileSync(0, "latin1").split("\n");
const [start, end, ranks] = query.trim().split(" ");

for (const line of log) {
  // parse the line, count what it says
}
// print the report
