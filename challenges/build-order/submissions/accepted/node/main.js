const { readFileSync } = require("node:fs");

/** Binary min-heap of strings. */
class Heap {
  #items = [];

  get size() {
    return this.#items.length;
  }

  push(item) {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent] <= item) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }

  pop() {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < items.length && items[child + 1] < items[child]) child += 1;
      if (child >= items.length || last <= items[child]) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
    return top;
  }
}

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

function reverse(graph) {
  const reversed = new Map([...graph.keys()].map((module) => [module, []]));
  for (const [module, dependencies] of graph) {
    for (const dependency of dependencies) reversed.get(dependency).push(module);
  }
  return reversed;
}

function smallestOrder(graph, dependents) {
  const missing = new Map();
  const ready = new Heap();
  for (const [module, dependencies] of graph) {
    missing.set(module, dependencies.size);
    if (dependencies.size === 0) ready.push(module);
  }
  const order = [];
  while (ready.size > 0) {
    const built = ready.pop();
    order.push(built);
    for (const module of dependents.get(built)) {
      missing.set(module, missing.get(module) - 1);
      if (missing.get(module) === 0) ready.push(module);
    }
  }
  return order;
}

/** Modules in the order in which a depth-first walk leaves them. */
function finishOrder(graph) {
  const seen = new Set();
  const finished = [];
  for (const start of graph.keys()) {
    const path = [];
    const enter = (module) => {
      if (seen.has(module)) return;
      seen.add(module);
      path.push({ module, rest: graph.get(module).values() });
    };
    enter(start);
    while (path.length > 0) {
      const { module, rest } = path[path.length - 1];
      const { value, done } = rest.next();
      if (!done) enter(value);
      else {
        finished.push(module);
        path.pop();
      }
    }
  }
  return finished;
}

/** Kosaraju: what can be reached backwards, starting from those left last. */
function cycles(graph, dependents) {
  const seen = new Set();
  const groups = [];
  for (const start of finishOrder(graph).reverse()) {
    const group = [];
    const todo = [start];
    while (todo.length > 0) {
      const module = todo.pop();
      if (seen.has(module)) continue;
      seen.add(module);
      group.push(module);
      todo.push(...dependents.get(module).filter((dependent) => !seen.has(dependent)));
    }
    if (group.length > 1 || (group.length === 1 && graph.get(start).has(start))) groups.push(group.sort());
  }
  return groups.map((group) => group.join(" ")).sort();
}

const graph = read(readFileSync(0, "utf8"));
const dependents = reverse(graph);
const order = smallestOrder(graph, dependents);
const lines = order.length === graph.size ? ["ORDER", ...order] : ["CYCLE", ...cycles(graph, dependents)];
console.log(lines.join("\n"));
