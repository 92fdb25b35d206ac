const { readFileSync } = require("node:fs");

/** The document after one merge patch. */
function apply(document, patch) {
  // TODO: RFC 7386, section 2
  return document;
}

/** The smallest patch, or undefined if there is none. */
function diff(from, to) {
  // TODO
  return undefined;
}

function answer(request) {
  if (request.op === "diff") {
    const patch = diff(request.from, request.to);
    return patch === undefined ? { impossible: true } : { patch };
  }
  return request.patches.reduce((document, patch) => apply(document, patch), request.document);
}

const requests = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(requests.map(answer)));
