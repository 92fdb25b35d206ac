"use strict";

const HOP_BY_HOP = [
  "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
  "te", "trailer", "transfer-encoding", "upgrade",
];

/** Pairs of the headers that concern the other end; raw is node's flat list. */
function passedOn(raw, but) {
  const pairs = [];
  for (let i = 0; i < raw.length; i += 2) pairs.push([raw[i], raw[i + 1]]);
  const named = pairs
    .filter(([name]) => name.toLowerCase() === "connection")
    .flatMap(([, value]) => value.split(",").map((word) => word.trim().toLowerCase()));
  const dropped = new Set([...HOP_BY_HOP, ...named, ...but]);
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase()));
}

module.exports = { passedOn };
