// Counts a dependency as often as it is named, but ticks it off once: a module that names one twice never gets ready.
const { readFileSync } = require("node:fs");

const missing = new Map();
const dependents = new Map();

function know(module) {
  if (missing.has(module)) return;
  missing.set(module, 0);
  dependents.set(module, new Set());
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [module, rest] = line.split(":");
  know(module);
  for (const name of rest.split(" ").filter(Boolean)) {
    know(name);
    missing.set(module, missing.get(module) + 1);
    dependents.get(name).add(module);
  }
}

const ready = [...missing.keys()].filter((module) => missing.get(module) === 0);
const order = [];
while (ready.length > 0) {
  const built = ready.pop();
  order.push(built);
  for (const module of dependents.get(built)) {
    missing.set(module, missing.get(module) - 1);
    if (missing.get(module) === 0) ready.push(module);
  }
}

function above(start) {
  const seen = new Set();
  const todo = [start];
  while (todo.length > 0) {
    for (const module of dependents.get(todo.pop())) {
      if (!seen.has(module)) {
        seen.add(module);
        todo.push(module);
      }
    }
  }
  return seen;
}

if (order.length === missing.size) {
  console.log(["ORDER", ...order].join("\n"));
} else {
  const circular = [...missing.keys()].filter((module) => above(module).has(module));
  const groups = circular.map((module) =>
    circular
      .filter((other) => above(module).has(other) && above(other).has(module))
      .sort()
      .join(" "),
  );
  console.log(["CYCLE", ...[...new Set(groups)].sort()].join("\n"));
}
