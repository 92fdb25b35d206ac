// Right, but filters and sorts all that is left for every single step.
const { readFileSync } = require("node:fs");

const graph = new Map();
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [module, rest] = line.split(":");
  const names = rest.split(" ").filter(Boolean);
  for (const name of [module, ...names]) if (!graph.has(name)) graph.set(name, new Set());
  for (const name of names) graph.get(module).add(name);
}

function below(start) {
  const seen = new Set();
  const todo = [start];
  while (todo.length > 0) {
    for (const module of graph.get(todo.pop())) {
      if (seen.has(module)) continue;
      seen.add(module);
      todo.push(module);
    }
  }
  return seen;
}

const built = new Set();
for (;;) {
  const [next] = [...graph.keys()]
    .sort()
    .filter((module) => !built.has(module))
    .filter((module) => [...graph.get(module)].every((name) => built.has(name)));
  if (next === undefined) break;
  built.add(next);
}

if (built.size === graph.size) {
  console.log(["ORDER", ...built].join("\n"));
} else {
  const circular = [...graph.keys()].filter((module) => below(module).has(module));
  const groups = circular.map((module) =>
    circular
      .filter((other) => below(module).has(other) && below(other).has(module))
      .sort()
      .join(" "),
  );
  console.log(["CYCLE", ...[...new Set(groups)].sort()].join("\n"));
}
