// What a request may say, and every mistake in it at once.
"use strict";

class Invalid extends Error {
  constructor(fields) {
    super("invalid");
    this.fields = fields;
  }
}

const STATUSES = ["open", "doing", "done"];
const SORTS = ["newest", "due"];
const wrong = (text) => {
  throw new RangeError(text);
};

function text(value, most) {
  if (typeof value !== "string") wrong("must be a text");
  if (value.includes("\0")) wrong("must not contain U+0000");
  if ([...value].length > most) wrong(`must have at most ${most} characters`);
  return value;
}

function title(value) {
  const trimmed = text(typeof value === "string" ? value.trim() : value, 200);
  return trimmed || wrong("must not be empty");
}

const status = (value) => (STATUSES.includes(value) ? value : wrong(`must be one of ${STATUSES.join(", ")}`));
const sort = (value) => (SORTS.includes(value) ? value : wrong(`must be one of ${SORTS.join(", ")}`));
const whole = (value, least, most) =>
  Number.isInteger(value) && value >= least && value <= most
    ? value
    : wrong(`must be a whole number from ${least} to ${most}`);

function due(value) {
  if (value === null) return null;
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) wrong("must be a date as YYYY-MM-DD, or null");
  const day = new Date(`${value}T00:00:00Z`);
  // A day that the month does not have rolls over into the next one.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value) wrong("is not in the calendar");
  return value;
}

const FIELDS = { title, notes: (value) => text(value, 2000), status, priority: (value) => whole(value, 1, 5), due };

function check(checks, entries, unknown) {
  const values = {};
  const fields = {};
  for (const [name, value] of entries) {
    try {
      values[name] = Object.hasOwn(checks, name) ? checks[name](value) : unknown(name);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      fields[name] = error.message;
    }
  }
  return { values, fields };
}

function checkBody(sent, required = []) {
  const { values, fields } = check(FIELDS, Object.entries(sent), () => wrong("is not a field that can be set"));
  for (const name of required) if (!Object.hasOwn(sent, name)) fields[name] = "is required";
  if (Object.keys(fields).length) throw new Invalid(fields);
  return values;
}

const pack = (sort, todo) =>
  Buffer.from(JSON.stringify([sort, sort === "due" ? todo.due : null, todo.id])).toString("base64url");

function cursor(value) {
  try {
    const [sort, day, id] = JSON.parse(Buffer.from(value, "base64url").toString());
    if (!SORTS.includes(sort) || !Number.isSafeInteger(id) || id < 1) throw new RangeError();
    return { sort, due: due(day), id };
  } catch {
    return wrong("is not a cursor of this list");
  }
}

const QUERY = {
  sort,
  status,
  q: (value) => text(value, 2000),
  limit: (value) => whole(/^\d+$/.test(value) ? Number(value) : NaN, 1, 100),
  cursor,
};

function checkQuery(sent) {
  const known = Object.entries(sent).filter(([name]) => Object.hasOwn(QUERY, name));
  const { values, fields } = check(QUERY, known);
  const query = { sort: "newest", limit: 20, ...values };
  if (query.cursor && query.cursor.sort !== query.sort) fields.cursor = "belongs to another order";
  if (Object.keys(fields).length) throw new Invalid(fields);
  return query;
}

module.exports = { Invalid, checkBody, checkQuery, pack };
