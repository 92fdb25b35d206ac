// Right, but clones the document by way of its text, there and back, for each patch.
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

const clone = (value) => JSON.parse(JSON.stringify(value));

const requests = JSON.parse(readFileSync(0, "utf8"));
const results = requests.map((request) =>
  request.op === "diff"
    ? { patch: request.to }
    : request.patches.reduce((document, patch) => apply(clone(document), clone(patch)), request.document),
);
console.log(JSON.stringify(results));
