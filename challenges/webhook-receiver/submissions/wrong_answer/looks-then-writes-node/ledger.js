const http = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 160;
const CALL_MS = 1000;
const SPARE_MS = 2; // timers may ring a millisecond early

// Not fetch: in Node 18 the signal of AbortSignal.timeout() can be collected as garbage before it rings.
class Ledger {
  constructor(url, booked) {
    this.url = url;
    this.booked = booked;
    this.agent = new http.Agent({ keepAlive: true, maxFreeSockets: 8 });
  }

  async send(event) {
    for (let wait = FIRST_WAIT_MS; !(await this.call(event)); wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      await sleep(wait + SPARE_MS);
    }
    await this.booked(event);
  }

  /** Whether it was answered 2xx, completely and in time. */
  call(event) {
    return new Promise((resolve) => {
      const headers = { "Content-Type": "application/json" };
      const request = http.request(`${this.url}/entries/${event.id}`, { method: "PUT", headers, agent: this.agent });
      const patience = setTimeout(() => request.destroy(new Error("no answer in time")), CALL_MS + SPARE_MS);
      let booked = false;
      request.on("response", (response) => {
        response.on("error", () => {});
        response.on("end", () => (booked = response.complete && response.statusCode >= 200 && response.statusCode < 300));
        response.resume();
      });
      request.on("error", () => {});
      request.on("close", () => {
        clearTimeout(patience);
        resolve(booked);
      });
      request.end(JSON.stringify(event));
    });
  }
}

module.exports = { Ledger };
