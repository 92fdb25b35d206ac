// What a body may say. Fields that nobody asked for are left behind.
"use strict";

class Refused extends Error {
  constructor(status, code, { fields, headers = {} } = {}) {
    super(code);
    this.status = status;
    this.body = fields ? { error: code, fields } : { error: code };
    this.headers = headers;
  }
}

const length = (text) => [...text].length;
const between = (least, most) => (value) =>
  typeof value === "string" && !value.includes("\0") && length(value) >= least && length(value) <= most;

const KINDS = {
  username: (value) => typeof value === "string" && /^[a-z0-9_]{3,20}$/.test(value),
  password: (value) => typeof value === "string" && length(value) >= 8 && length(value) <= 200,
  name: between(0, 100),
  note: between(1, 1000),
  text: (value) => typeof value === "string",
};

function check(body, fields) {
  const values = {};
  const wrong = {};
  for (const [name, kind] of Object.entries(fields)) {
    const there = Object.hasOwn(body, name);
    if (!there && kind.endsWith("?")) continue;
    if (there && KINDS[kind.replace("?", "")](body[name])) values[name] = body[name];
    else wrong[name] = there ? "is out of range" : "is missing";
  }
  if (Object.keys(wrong).length) throw new Refused(422, "invalid", { fields: wrong });
  return values;
}

module.exports = { Refused, check };
