const { createHmac, timingSafeEqual } = require("node:crypto");

const TOLERANCE_S = 300;

/** The code of the error, or nothing if one of the signatures is right and fresh. */
function whyRefused(header, body, secret, nowS) {
  const parts = header.split(",").map((part) => {
    const [name, ...value] = part.trim().split("=");
    return { name, value: value.join("=") };
  });
  const time = parts.find(({ name, value }) => name === "t" && /^[0-9]+$/.test(value))?.value;
  const signatures = parts.filter(({ name }) => name === "v1").map(({ value }) => Buffer.from(value));
  if (time === undefined || !signatures.length) return "missing_signature";
  const expected = Buffer.from(createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex"));
  const right = signatures.some((given) => given.length === expected.length && timingSafeEqual(given, expected));
  if (!right) return "invalid_signature";
  if (Math.abs(Number(time) - nowS) > TOLERANCE_S) return "stale_timestamp";
}

module.exports = { whyRefused };
