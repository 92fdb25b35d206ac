// Proves the runtime: reads a line, and imports what the image promises, by both kinds of import.
const express = require("express");
const lines = require("fs").readFileSync(0, "utf8").split("\n");
const [first, second] = lines[0].split(" ").map(Number);

async function main() {
  const fastify = (await import("fastify")).default;
  const pg = (await import("pg")).default;
  if (![express, fastify, pg.Client].every((thing) => typeof thing === "function")) process.exit(1);
  const versions = { node: process.version.slice(1).split(".")[0] };
  for (const name of ["express", "fastify", "pg"]) {
    const manifest = require("fs").readFileSync(`/node_modules/${name}/package.json`, "utf8");
    versions[name] = JSON.parse(manifest).version;
  }
  console.log(first + second);
  console.log(JSON.stringify(versions));
}
main();
