// A row of distances for every module, to every module.
const { readFileSync } = require("node:fs");

const numbers = new Map();
const number = (module) => {
  if (!numbers.has(module)) numbers.set(module, numbers.size);
  return numbers.get(module);
};

const edges = [];
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [module, rest] = line.split(":");
  number(module);
  for (const name of rest.split(" ").filter(Boolean)) edges.push([number(module), number(name)]);
}

const size = numbers.size;
const distance = Array.from({ length: size }, () => new Int32Array(size).fill(2 ** 30));
for (const [from, to] of edges) distance[from][to] = 1;

const order = [...numbers.keys()].sort((a, b) => {
  const from = number(a);
  const to = number(b);
  return distance[from][to] - distance[to][from];
});
console.log(["ORDER", ...order].join("\n"));
