const fs = require("node:fs");
const { promisify } = require("node:util");

const write = promisify(fs.write);
const sync = promisify(fs.fdatasync);

/** An append-only file of JSON lines. Whoever waits while one batch is being synced shares the next. */
class Journal {
  constructor(path, replay) {
    this.file = fs.openSync(path, "a+");
    const text = fs.readFileSync(path, "latin1");
    const end = text.lastIndexOf("\n") + 1; // what follows was never acknowledged
    fs.ftruncateSync(this.file, end);
    for (const line of text.slice(0, end).split("\n")) if (line) replay(JSON.parse(line));
    this.waiting = [];
    this.busy = false;
  }

  append(entry) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: JSON.stringify(entry) + "\n", resolve, reject });
      if (!this.busy) this.flush();
    });
  }

  async flush() {
    this.busy = true;
    while (this.waiting.length) {
      const batch = this.waiting.splice(0);
      try {
        await write(this.file, batch.map(({ line }) => line).join(""));
        await sync(this.file);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.busy = false;
  }
}

module.exports = { Journal };
