// Right, but immutable to a fault: each command makes a new, sorted book out of a copy of the old one.
const { readFileSync } = require("node:fs");

const out = [];
const used = new Set();

function without(book, id) {
  return book.filter((order) => order.id !== id);
}

function matched(book, order) {
  const sign = order.side === "BUY" ? -1 : 1;
  const market = order.price === "MARKET";
  let left = order.quantity;
  let next = book;
  for (;;) {
    const [best] = next
      .filter((resting) => resting.side !== order.side)
      .filter((resting) => market || sign * resting.price >= sign * order.price)
      .sort((a, b) => -sign * (a.price - b.price) || a.arrival - b.arrival);
    if (left === 0 || best === undefined) break;
    const traded = Math.min(left, best.quantity);
    out.push(`TRADE ${order.id} ${best.id} ${best.price} ${traded}`);
    left -= traded;
    next =
      traded === best.quantity
        ? without(next, best.id)
        : next.map((resting) => (resting === best ? { ...best, quantity: best.quantity - traded } : resting));
  }
  if (left > 0 && market) out.push(`EXPIRED ${order.id} ${left}`);
  return left > 0 && !market ? [...next, { ...order, price: Number(order.price), quantity: left }] : next;
}

function step(book, line, arrival) {
  const [command, id, price, quantity] = line.split(" ");
  if (command === "CANCEL") {
    const order = book.find((resting) => resting.id === id);
    out.push(order ? `CANCELLED ${id} ${order.quantity}` : `REJECTED ${id}`);
    return without(book, id);
  }
  if (used.has(id)) {
    out.push(`REJECTED ${id}`);
    return book;
  }
  used.add(id);
  return matched(book, { side: command, id, price, quantity: Number(quantity), arrival });
}

const lines = readFileSync(0, "utf8").split("\n").filter(Boolean);
const book = lines.reduce((old, line, arrival) => step(structuredClone(old), line, arrival), []);

out.push("BOOK");
for (const [side, sign] of [["BUY", -1], ["SELL", 1]]) {
  const own = book.filter((order) => order.side === side);
  const prices = [...new Set(own.map((order) => order.price))].sort((a, b) => sign * (a - b));
  for (const price of prices) {
    const level = own.filter((order) => order.price === price);
    out.push(`${side} ${price} ${level.reduce((sum, order) => sum + order.quantity, 0)} ${level.length}`);
  }
}
console.log(out.join("\n"));
