const { readFileSync } = require("node:fs");

/** Counts in parts of a token, `period` of which make a whole: a millisecond brings `refill` of them. */
class Bucket {
  constructor(capacity, refill, period) {
    this.refill = refill;
    this.period = period;
    this.full = capacity * period;
    this.level = this.full;
    this.updated = 0;
  }

  wait(now, cost) {
    this.level = Math.min(this.full, this.level + (now - this.updated) * this.refill);
    this.updated = now;
    const missing = cost * this.period - this.level;
    // How long? One millisecond, and then as long as it takes from there.
    return missing <= 0 ? 0 : 1 + this.wait(now + 1, cost);
  }

  charge(now, cost) {
    this.level -= cost * this.period;
    return this.level / this.period;
  }
}

/** Admissions in order of time; `total` is what all up to and including this one cost together. */
class Window {
  constructor(capacity, length) {
    this.capacity = capacity;
    this.length = length;
    this.admissions = [];
    this.first = 0; // the oldest admission that still counts
    this.total = 0;
    this.gone = 0; // what those before the first cost together
  }

  wait(now, cost) {
    const { admissions, length } = this;
    while (this.first < admissions.length && admissions[this.first].time + length <= now) {
      this.gone = admissions[this.first].total;
      this.first += 1;
    }
    const excess = this.total - this.gone + cost - this.capacity;
    return excess <= 0 ? 0 : 1 + this.wait(now + 1, cost);
  }

  charge(now, cost) {
    this.total += cost;
    this.admissions.push({ time: now, total: this.total });
    return this.capacity - (this.total - this.gone);
  }
}

const SCOPES = {
  client: (client) => client,
  route: (client, route) => route,
  "client+route": (client, route) => `${client} ${route}`,
  everyone: () => "",
};

class Limiter {
  #rules = [];

  addRule(name, scope, kind, numbers) {
    const make = () => (kind === "bucket" ? new Bucket(...numbers) : new Window(...numbers));
    this.#rules.push({ name, key: SCOPES[scope], make, limits: new Map() });
  }

  decide(now, client, route, cost) {
    const limits = this.#rules.map((rule) => {
      const key = rule.key(client, route);
      if (!rule.limits.has(key)) rule.limits.set(key, rule.make());
      return rule.limits.get(key);
    });
    const waits = limits.map((limit) => limit.wait(now, cost));
    const longest = Math.max(...waits);
    if (longest === 0) {
      return `allow ${Math.min(...limits.map((limit) => limit.charge(now, cost)))}`;
    }
    const { name } = this.#rules[waits.indexOf(longest)];
    return `deny ${longest === Infinity ? "never" : longest} ${name}`;
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
