const fs = require("node:fs");

/** An append-only file of JSON lines, written once a minute. */
class Journal {
  constructor(path, replay) {
    this.file = fs.openSync(path, "a+");
    const text = fs.readFileSync(path, "latin1");
    const end = text.lastIndexOf("\n") + 1; // what follows was never acknowledged
    fs.ftruncateSync(this.file, end);
    for (const line of text.slice(0, end).split("\n")) if (line) replay(JSON.parse(line));
    this.waiting = [];
    setInterval(() => this.flush(), 60_000);
    process.on("exit", () => this.flush());
  }

  append(entry) {
    this.waiting.push(JSON.stringify(entry) + "\n");
  }

  flush() {
    if (!this.waiting.length) return;
    fs.writeSync(this.file, this.waiting.splice(0).join(""));
    fs.fdatasyncSync(this.file);
  }
}

module.exports = { Journal };
