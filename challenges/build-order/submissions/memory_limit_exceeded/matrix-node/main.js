// A row of distances for every module, to every module; the order is that of how many can be reached.
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

const names = [...numbers.keys()];
const dependencies = names.map(() => []);
for (const [from, to] of edges) dependencies[from].push(to);
const distance = names.map(() => new Int32Array(names.length).fill(-1));

names.forEach((_, start) => {
  const queue = [start];
  const row = distance[start];
  for (const at of queue) {
    for (const next of dependencies[at]) {
      if (row[next] !== -1) continue;
      row[next] = at === start ? 1 : row[at] + 1;
      if (next !== start) queue.push(next);
    }
  }
});

const circular = names.filter((_, at) => distance[at][at] > 0);
if (circular.length > 0) {
  const together = (a, b) => distance[number(a)][number(b)] > 0 && distance[number(b)][number(a)] > 0;
  const groups = circular.map((module) =>
    circular
      .filter((other) => together(module, other))
      .sort()
      .join(" "),
  );
  console.log(["CYCLE", ...[...new Set(groups)].sort()].join("\n"));
} else {
  const reached = new Map(names.map((name, at) => [name, distance[at].filter((steps) => steps > 0).length]));
  console.log(["ORDER", ...names.sort((a, b) => reached.get(a) - reached.get(b))].join("\n"));
}
