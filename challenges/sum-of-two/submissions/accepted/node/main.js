const lines = require("node:fs").readFileSync(0, "utf8").split("\n");

const sums = lines
  .filter((line) => line !== "")
  .map((line) => {
    const [a, b] = line.split(" ");
    return `${BigInt(a) + BigInt(b)}\n`;
  });

process.stdout.write(sums.join(""));
