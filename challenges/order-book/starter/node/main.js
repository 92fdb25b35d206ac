const { readFileSync } = require("node:fs");

class Engine {
  constructor() {
    this.events = [];
  }

  /** A new order; `limit` is null for a market order. */
  submit(side, id, limit, quantity) {
    // TODO: match it against the other side, then rest or expire what is left
  }

  cancel(id) {
    // TODO: take the order out of the book
    this.events.push(`REJECTED ${id}`);
  }

  book() {
    // TODO: the levels that are left, buys first
    return ["BOOK"];
  }
}

const engine = new Engine();
for (const line of readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue;
  const [command, id, price, quantity] = line.split(" ");
  if (command === "CANCEL") engine.cancel(Number(id));
  else engine.submit(command, Number(id), price === "MARKET" ? null : Number(price), Number(quantity));
}
process.stdout.write([...engine.events, ...engine.book(), ""].join("\n"));
