const { readFileSync } = require("node:fs");

class Limiter {
  /** Kind is bucket (capacity, refill, period) or window (capacity, length). */
  addRule(name, scope, kind, numbers) {
    throw new Error("not implemented");
  }

  /** Returns the line to print. */
  decide(now, client, route, cost) {
    throw new Error("not implemented");
  }
}

const limiter = new Limiter();
const output = [];
for (const line of readFileSync(0, "utf8").trimEnd().split("\n")) {
  const fields = line.split(" ");
  if (fields[0] === "rule") {
    const [, name, scope, kind, ...numbers] = fields;
    limiter.addRule(name, scope, kind, numbers.map(Number));
  } else {
    const [time, client, route, cost] = fields;
    output.push(limiter.decide(Number(time), client, route, Number(cost)));
  }
}
process.stdout.write(output.map((line) => line + "\n").join(""));
