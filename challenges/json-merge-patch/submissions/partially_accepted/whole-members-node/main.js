// The merge is right; the diff is valid but not the smallest: a member that changed is replaced as a whole.
const { readFileSync } = require("node:fs");

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function put(object, key, value) {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function apply(document, patch) {
  if (!isObject(patch)) return patch;
  const target = isObject(document) ? document : {};
  for (const [key, value] of Object.entries(patch)) {
    const before = Object.hasOwn(target, key) ? target[key] : undefined;
    if (value === null) delete target[key];
    else put(target, key, apply(before, value));
  }
  return target;
}

function diff(from, to) {
  if (!isObject(from) || !isObject(to)) return to;
  const patch = {};
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(to, key)) put(patch, key, null);
  }
  for (const [key, value] of Object.entries(to)) {
    const same = Object.hasOwn(from, key) && JSON.stringify(from[key]) === JSON.stringify(value);
    if (!same) put(patch, key, value);
  }
  return patch;
}

const requests = JSON.parse(readFileSync(0, "utf8"));
const results = requests.map((request) =>
  request.op === "diff" ? { patch: diff(request.from, request.to) } : request.patches.reduce(apply, request.document),
);
console.log(JSON.stringify(results));
