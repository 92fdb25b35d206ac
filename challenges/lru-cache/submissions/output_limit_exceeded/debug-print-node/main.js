const { readFileSync } = require("node:fs");

/** A binary heap of [deadline, key], the earliest deadline on top. */
class Deadlines {
  #items = [];

  get first() {
    return this.#items.length === 0 ? Infinity : this.#items[0][0];
  }

  push(deadline, key) {
    const items = this.#items;
    let at = items.length;
    items.push(null);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent][0] <= deadline) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = [deadline, key];
  }

  pop() {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1][0] < items[child][0]) child += 1;
      if (last[0] <= items[child][0]) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
    return top;
  }
}

/** A Map keeps insertion order, so taking an entry out and putting it back makes it the most recently used one. */
class Cache {
  #entries = new Map();
  #deadlines = new Deadlines();
  #hits = 0;
  #misses = 0;
  #evictions = 0;
  #expirations = 0;

  constructor(capacity) {
    this.capacity = capacity;
  }

  run(now, command, args) {
    this.#expire(now);
    switch (command) {
      case "SET":
        return this.#set(now, ...args);
      case "GET":
        return this.#get(...args);
      case "DEL":
        return this.#entries.delete(args[0]) ? 1 : 0;
      case "EXPIRE":
        return this.#prolong(now, ...args);
      case "TTL":
        return this.#ttl(now, ...args);
      case "SIZE":
        return this.#entries.size;
      case "NEXT":
        return this.#next(Number(args[0])).join(" ") || "(empty)";
      case "STATS":
        return `${this.#hits} ${this.#misses} ${this.#evictions} ${this.#expirations}`;
    }
  }

  #expire(now) {
    while (this.#deadlines.first <= now) {
      const [deadline, key] = this.#deadlines.pop();
      // The entry may be gone, or have another deadline by now.
      if (this.#entries.get(key)?.expires === deadline) {
        this.#entries.delete(key);
        this.#expirations += 1;
      }
    }
  }

  #set(now, key, value, ttl) {
    let answer = "OK";
    if (!this.#entries.delete(key) && this.#entries.size === this.capacity) {
      const [victim] = this.#entries.keys();
      this.#entries.delete(victim);
      this.#evictions += 1;
      answer = `EVICTED ${victim}`;
    }
    const expires = ttl === undefined ? Infinity : now + Number(ttl);
    this.#entries.set(key, { value, expires });
    if (expires !== Infinity) this.#deadlines.push(expires, key);
    return answer;
  }

  #get(key) {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#misses += 1;
      return "(nil)";
    }
    this.#hits += 1;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  #prolong(now, key, ttl) {
    const entry = this.#entries.get(key);
    if (entry === undefined) return 0;
    entry.expires = now + Number(ttl);
    this.#deadlines.push(entry.expires, key);
    return 1;
  }

  #ttl(now, key) {
    const entry = this.#entries.get(key);
    if (entry === undefined) return -2;
    return entry.expires === Infinity ? -1 : entry.expires - now;
  }

  #next(count) {
    const keys = [];
    for (const key of this.#entries.keys()) {
      if (keys.length === count) break;
      keys.push(key);
    }
    return keys;
  }
}

const [capacity, ...lines] = readFileSync(0, "utf8").trimEnd().split("\n");
const cache = new Cache(Number(capacity));
const output = lines.map((line) => {
  const [time, command, ...args] = line.split(" ");
  const answer = cache.run(Number(time), command, args);
  console.log(`debug: at ${time} ran ${command} with ${JSON.stringify(args)}, size ${cache.run(time, "SIZE", [])}`);
  return answer + "\n";
});
process.stdout.write(output.join(""));
