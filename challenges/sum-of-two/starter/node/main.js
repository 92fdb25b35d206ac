const lines = require("node:fs").readFileSync(0, "utf8").split("\n");

for (const line of lines) {
  if (line === "") continue;
  const [a, b] = line.split(" ");
  // TODO: print the sum of the two numbers
}
