// Trusts every cancel: reading the quantity of an order that is not there throws.
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);

const resting = new Map();

for (const line of lines) {
  const [command, id, price, quantity] = line.split(" ");
  if (command === "CANCEL") {
    console.log(`CANCELLED ${id} ${resting.get(id).quantity}`);
    resting.delete(id);
  } else if (price !== "MARKET") {
    resting.set(id, { price: Number(price), quantity: Number(quantity) });
  }
}
console.log("BOOK");
