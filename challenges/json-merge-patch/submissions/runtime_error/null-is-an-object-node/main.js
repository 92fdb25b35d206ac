// typeof null is "object": Object.entries(null) throws.
const { readFileSync } = require("node:fs");

function apply(document, patch) {
  if (typeof patch !== "object" || Array.isArray(patch)) return patch;
  const target = typeof document === "object" && !Array.isArray(document) ? document : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete target[key];
    else target[key] = apply(target[key] ?? {}, value);
  }
  return target;
}

const requests = JSON.parse(readFileSync(0, "utf8"));
const results = requests.map((request) =>
  request.op === "diff" ? { patch: request.to } : request.patches.reduce(apply, request.document),
);
console.log(JSON.stringify(results));
