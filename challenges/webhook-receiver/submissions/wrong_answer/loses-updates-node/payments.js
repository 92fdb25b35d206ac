class Payments {
  constructor() {
    this.all = new Map();
  }

  /** What the payment is with one more event. */
  with({ type, payment, seq, amount }) {
    const found = { seq: 0, status: "", captured: 0, refunded: 0, events: 0, ...this.all.get(payment) };
    const status = type.slice("payment.".length);
    if (seq > found.seq) Object.assign(found, { seq, status });
    if (status === "captured" || status === "refunded") found[status] += amount;
    found.events += 1;
    return found;
  }

  set(payment, changed) {
    this.all.set(payment, changed);
  }

  add(event) {
    this.set(event.payment, this.with(event));
  }

  get(payment) {
    const found = this.all.get(payment);
    if (!found) return undefined;
    const { status, captured, refunded, events } = found;
    return { payment, status, captured, refunded, events };
  }
}

module.exports = { Payments };
