const { readFileSync } = require("node:fs");

const requests = JSON.parse(readFileSync(0, "utf8"));
const delete = (object, key) => { object[key] = undefined; };
console.log(JSON.stringify(requests.map((request) => request.document)));
