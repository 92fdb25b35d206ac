const { readFileSync } = require("node:fs");

/** Tokens as doubles: what was rounded off is missing at the very moment when they should be enough. */
class Bucket {
  constructor(capacity, refill, period) {
    this.capacity = capacity;
    this.perMs = refill / period;
    this.tokens = capacity;
    this.updated = 0;
  }

  wait(now, cost) {
    this.tokens = Math.min(this.capacity, this.tokens + (now - this.updated) * this.perMs);
    this.updated = now;
    if (this.tokens >= cost) return 0;
    return cost > this.capacity ? Infinity : Math.ceil((cost - this.tokens) / this.perMs);
  }

  charge(now, cost) {
    this.tokens -= cost;
    return this.tokens;
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
    if (excess <= 0) return 0;
    if (cost > this.capacity) return Infinity;

    let low = this.first;
    let high = admissions.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (admissions[middle].total - this.gone >= excess) high = middle;
      else low = middle + 1;
    }
    return admissions[low].time + length - now;
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
