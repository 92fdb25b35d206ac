const { setTimeout: sleep } = require("node:timers/promises");

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 160;
const CALL_MS = 1000;
const SPARE_MS = 2; // timers may ring a millisecond early

class Ledger {
  constructor(url, booked) {
    this.url = url;
    this.booked = booked;
  }

  async send(event) {
    for (let wait = FIRST_WAIT_MS; !(await this.call(event)); wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      await sleep(wait + SPARE_MS);
    }
    await this.booked(event);
  }

  async call(event) {
    try {
      const response = await fetch(`${this.url}/entries/${event.id}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(event),
        redirect: "manual",
        signal: AbortSignal.timeout(CALL_MS + SPARE_MS),
      });
      await response.arrayBuffer(); // an answer that breaks off is none
      return response.ok;
    } catch {
      return false;
    }
  }
}

module.exports = { Ledger };
