// Sent right behind every attack in this language, and the next in its box.
const fs = require("fs");
const found = fs.readdirSync("/box/tmp").concat(fs.readdirSync("/dev/shm"));
if (fs.readFileSync(0, "utf8") !== "1 2\n") found.push("another input");
fs.writeFileSync("/box/tmp/room", Buffer.alloc(20 << 20));
console.log(found.length ? found.join() : "contained");
