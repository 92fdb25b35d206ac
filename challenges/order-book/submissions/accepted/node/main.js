const { readFileSync } = require("node:fs");

/** A binary heap of prices; `sign` 1 keeps the lowest on top, -1 the highest. */
class PriceHeap {
  constructor(sign) {
    this.sign = sign;
    this.prices = [];
  }

  before(a, b) {
    return this.sign * this.prices[a] < this.sign * this.prices[b];
  }

  swap(a, b) {
    [this.prices[a], this.prices[b]] = [this.prices[b], this.prices[a]];
  }

  push(price) {
    let at = this.prices.push(price) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop() {
    const last = this.prices.pop();
    if (this.prices.length === 0) return;
    this.prices[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.prices.length && this.before(child, least)) least = child;
      }
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }
}

/** One side of the book. Cancelled orders stay in their queue with quantity 0 until they come to its head. */
class Side {
  constructor(sign) {
    this.sign = sign;
    this.heap = new PriceHeap(sign);
    this.levels = new Map(); // price -> { orders, head }
  }

  add(order) {
    let level = this.levels.get(order.price);
    if (level === undefined) {
      level = { orders: [], head: 0 };
      this.levels.set(order.price, level);
      this.heap.push(order.price);
    }
    level.orders.push(order);
  }

  best() {
    while (this.heap.prices.length > 0) {
      const price = this.heap.prices[0];
      const level = this.levels.get(price);
      while (level.head < level.orders.length) {
        const order = level.orders[level.head];
        if (order.quantity > 0) return order;
        level.head += 1;
      }
      this.levels.delete(price);
      this.heap.pop();
    }
    return undefined;
  }

  depth() {
    const rows = [];
    for (const [price, level] of this.levels) {
      const live = level.orders.filter((order) => order.quantity > 0);
      if (live.length === 0) continue;
      const total = live.reduce((sum, order) => sum + order.quantity, 0);
      rows.push({ price, total, count: live.length });
    }
    return rows.sort((a, b) => this.sign * (a.price - b.price));
  }
}

class Engine {
  constructor() {
    this.events = [];
    this.sides = { BUY: new Side(-1), SELL: new Side(1) };
    this.orders = new Map(); // every order ever accepted, by id
  }

  cancel(id) {
    const order = this.orders.get(id);
    if (order === undefined || order.quantity === 0) {
      this.events.push(`REJECTED ${id}`);
      return;
    }
    this.events.push(`CANCELLED ${id} ${order.quantity}`);
    order.quantity = 0;
  }

  submit(side, id, limit, quantity) {
    if (this.orders.has(id)) {
      this.events.push(`REJECTED ${id}`);
      return;
    }
    const order = { id, price: limit, quantity };
    this.orders.set(id, order);
    this.match(order, this.sides[side === "BUY" ? "SELL" : "BUY"]);
    if (order.quantity === 0) return;
    if (limit === null) {
      this.events.push(`EXPIRED ${id} ${order.quantity}`);
      order.quantity = 0;
    } else {
      this.sides[side].add(order);
    }
  }

  match(incoming, opposite) {
    while (incoming.quantity > 0) {
      const resting = opposite.best();
      if (resting === undefined) return;
      if (incoming.price !== null && opposite.sign * (resting.price - incoming.price) > 0) return;
      const traded = Math.min(incoming.quantity, resting.quantity);
      this.events.push(`TRADE ${incoming.id} ${resting.id} ${resting.price} ${traded}`);
      incoming.quantity -= traded;
      resting.quantity -= traded;
    }
  }
}

const engine = new Engine();
for (const line of readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue;
  const [command, id, price, quantity] = line.split(" ");
  if (command === "CANCEL") engine.cancel(id);
  else engine.submit(command, id, price === "MARKET" ? null : Number(price), Number(quantity));
}

const book = Object.entries(engine.sides).flatMap(([name, side]) =>
  side.depth().map(({ price, total, count }) => `${name} ${price} ${total} ${count}`),
);
process.stdout.write([...engine.events, "BOOK", ...book, ""].join("\n"));
