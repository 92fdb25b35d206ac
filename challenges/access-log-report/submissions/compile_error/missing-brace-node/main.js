const { readFileSync } = require("node:fs");

let lines = 0;
for (const line of readFileSync(0, "latin1").split("\n")) {
  if (line !== "") {
    lines += 1;
}
console.log(`lines ${lines}`);
