// Expects every dependency to have a line of its own: reading the dependencies of one that has none throws.
const { readFileSync } = require("node:fs");

const graph = new Map();
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [module, rest] = line.split(":");
  graph.set(module, rest.split(" ").filter(Boolean));
}

const state = new Map();
const order = [];

function visit(module) {
  if (state.has(module)) return;
  state.set(module, "open");
  for (const dependency of graph.get(module)) visit(dependency);
  state.set(module, "done");
  order.push(module);
}

for (const module of [...graph.keys()].sort()) visit(module);
console.log(["ORDER", ...order].join("\n"));
