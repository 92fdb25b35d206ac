const { readFileSync } = require("node:fs");

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The own member `key`; never something inherited, such as `constructor`. */
const member = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

/** Assigning to `__proto__` would change the prototype; defining makes an ordinary member. */
function put(object, key, value) {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** The patched document; objects are changed in place. */
function apply(document, patch) {
  if (!isObject(patch)) return patch;
  const target = isObject(document) ? document : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete target[key];
    else put(target, key, apply(member(target, key), value));
  }
  return target;
}

function equal(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => equal(item, b[at]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
    );
  }
  return a === b;
}

class Impossible extends Error {}

/** `value`, if a patch can bring it into a document. */
function withoutNulls(value) {
  if (isObject(value)) {
    for (const inner of Object.values(value)) {
      if (inner === null) throw new Impossible();
      withoutNulls(inner);
    }
  }
  return value;
}

function diffObjects(from, to) {
  const patch = {};
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(to, key)) put(patch, key, null);
  }
  for (const [key, value] of Object.entries(to)) {
    const before = member(from, key);
    if (isObject(before) && isObject(value)) {
      const inner = diffObjects(before, value);
      if (Object.keys(inner).length > 0) put(patch, key, inner);
    } else if (before === undefined || !equal(before, value)) {
      if (value === null) throw new Impossible();
      put(patch, key, withoutNulls(value));
    }
  }
  return patch;
}

function diff(from, to) {
  try {
    return { patch: isObject(from) && isObject(to) ? diffObjects(from, to) : withoutNulls(to) };
  } catch (error) {
    if (error instanceof Impossible) return { impossible: true };
    throw error;
  }
}

const requests = JSON.parse(readFileSync(0, "utf8"));
const results = requests.map((request) =>
  request.op === "diff" ? diff(request.from, request.to) : request.patches.reduce(apply, request.document),
);
console.log(JSON.stringify(results));
