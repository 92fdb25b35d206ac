// Doubles: digits beyond 2^53 are lost.
const lines = require("node:fs").readFileSync(0, "utf8").split("\n");

for (const line of lines) {
  if (line === "") continue;
  const [a, b] = line.split(" ").map(Number);
  console.log(String(a + b));
}
