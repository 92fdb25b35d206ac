// Takes an object that is new as it stands, with the nulls in it; refuses `__proto__` to be on the safe side.
const { readFileSync } = require("node:fs");

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function apply(document, patch) {
  if (!isObject(document) || !isObject(patch)) return patch;
  for (const [key, value] of Object.entries(patch)) {
    if (key === "__proto__") continue;
    if (value === null) delete document[key];
    else document[key] = apply(document[key], value);
  }
  return document;
}

const requests = JSON.parse(readFileSync(0, "utf8"));
const results = requests.map((request) =>
  request.op === "diff" ? { patch: request.to } : request.patches.reduce(apply, request.document),
);
console.log(JSON.stringify(results));
