const { readFileSync } = require("node:fs");

/** What each module depends on; every module is a key. */
function read(text) {
  const graph = new Map();
  const dependenciesOf = (module) => {
    if (!graph.has(module)) graph.set(module, new Set());
    return graph.get(module);
  };
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [module, rest] = line.split(":");
    const own = dependenciesOf(module);
    for (const dependency of rest.split(" ").filter(Boolean)) {
      own.add(dependency);
      dependenciesOf(dependency);
    }
  }
  return graph;
}

const graph = read(readFileSync(0, "utf8"));
console.log("ORDER");
// TODO: print the modules, each after what it depends on; or CYCLE and the groups
