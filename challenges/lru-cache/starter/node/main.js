const { readFileSync } = require("node:fs");

class Cache {
  constructor(capacity) {
    this.capacity = capacity;
  }

  /** Executes one command and returns the line to print. */
  run(now, command, args) {
    throw new Error("not implemented");
  }
}

const [capacity, ...lines] = readFileSync(0, "utf8").trimEnd().split("\n");
const cache = new Cache(Number(capacity));
const output = lines.map((line) => {
  const [time, command, ...args] = line.split(" ");
  return cache.run(Number(time), command, args) + "\n";
});
process.stdout.write(output.join(""));
