// tries: leave settings, caches and modules where the next program of Node.js looks for them
// must: accepted
// challenge: between
const fs = require("fs");
const path = require("path");
const places = [
  "/box/tmp/.npmrc",
  "/box/tmp/.npm/left",
  "/box/tmp/.node_modules/left/index.js",
  "/box/tmp/.node_libraries/left/index.js",
  "/box/work/node_modules/left/index.js",
  "/box/node_modules/left/index.js",
  "/node_modules/left/index.js",
  "/box/work/package.json",
  "/box/package.json",
  "/package.json",
];
const found = places.filter((place) => fs.existsSync(place));
try {
  require("left");
  found.push("left can be required");
} catch (error) {}
for (const place of places) {
  try {
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, place.endsWith("json") ? '{"type": "module"}' : "module.exports = 42;");
  } catch (error) {}
}
console.log(found.length ? found : "contained");
