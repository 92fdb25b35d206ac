// Lives through every millisecond, in case something happens in it. In ten years a lot of nothing happens.
const { readFileSync } = require("node:fs");

class Bucket {
  constructor(capacity, refill, period) {
    Object.assign(this, { capacity, refill, period, parts: capacity * period });
  }

  tick() {
    this.parts = Math.min(this.capacity * this.period, this.parts + this.refill);
  }

  wait(cost) {
    if (cost > this.capacity) return Infinity;
    return Math.max(0, Math.ceil((cost * this.period - this.parts) / this.refill));
  }

  charge(cost) {
    this.parts -= cost * this.period;
    return this.parts / this.period;
  }
}

class Window {
  constructor(capacity, length) {
    Object.assign(this, { capacity, length, used: 0, admissions: [] });
  }

  tick() {
    for (const admission of this.admissions) admission.left -= 1;
    while (this.admissions.length > 0 && this.admissions[0].left === 0) this.used -= this.admissions.shift().cost;
  }

  wait(cost) {
    if (cost > this.capacity) return Infinity;
    let excess = this.used + cost - this.capacity;
    for (const admission of this.admissions) {
      if (excess <= 0) break;
      excess -= admission.cost;
      if (excess <= 0) return admission.left;
    }
    return 0;
  }

  charge(cost) {
    this.used += cost;
    this.admissions.push({ left: this.length, cost });
    return this.capacity - this.used;
  }
}

const rules = [];
let clock = 0;
for (const line of readFileSync(0, "utf8").trimEnd().split("\n")) {
  const fields = line.split(" ");
  if (fields[0] === "rule") {
    const [, name, scope, kind, ...numbers] = fields;
    const make = () => (kind === "bucket" ? new Bucket(...numbers.map(Number)) : new Window(...numbers.map(Number)));
    rules.push({ name, scope, make, limits: new Map() });
    continue;
  }

  const [time, client, route, price] = fields;
  for (; clock < Number(time); clock += 1) {
    for (const rule of rules) for (const limit of rule.limits.values()) limit.tick();
  }
  const limits = rules.map(({ scope, make, limits }) => {
    const key = `${scope.includes("client") ? client : ""} ${scope.includes("route") ? route : ""}`;
    if (!limits.has(key)) limits.set(key, make());
    return limits.get(key);
  });
  const waits = limits.map((limit) => limit.wait(Number(price)));
  const longest = Math.max(...waits);
  if (longest === 0) console.log(`allow ${Math.min(...limits.map((limit) => limit.charge(Number(price))))}`);
  else console.log(`deny ${longest === Infinity ? "never" : longest} ${rules[waits.indexOf(longest)].name}`);
}
