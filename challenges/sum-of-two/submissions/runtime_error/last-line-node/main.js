// Forgets that the text after the last line end is empty: BigInt(undefined) throws.
const lines = require("node:fs").readFileSync(0, "utf8").split("\n");

for (const line of lines) {
  const [a, b] = line.split(" ");
  console.log(`${BigInt(a) + BigInt(b)}`);
}
