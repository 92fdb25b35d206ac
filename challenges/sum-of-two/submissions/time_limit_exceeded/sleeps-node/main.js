// Polite to a backend that is not there: waits between lines, uses no processor time.
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);

async function main() {
  for (const line of lines) {
    const [a, b] = line.split(" ");
    console.log(`${BigInt(a) + BigInt(b)}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

main();
