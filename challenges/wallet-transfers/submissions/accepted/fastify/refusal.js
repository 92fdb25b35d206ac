"use strict";

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

function body(request) {
  const fields = request.body;
  if (fields === null || typeof fields !== "object" || Array.isArray(fields)) throw new Refusal(400, "invalid_body");
  return fields;
}

/** A whole number of cents. */
function cents(value, atLeast) {
  if (!Number.isInteger(value) || value < atLeast || value > 1e12) throw new Refusal(422, "invalid_amount");
  return value;
}

module.exports = { Refusal, body, cents };
