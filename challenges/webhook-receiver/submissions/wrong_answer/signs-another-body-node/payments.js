class Payments {
  constructor() {
    this.all = new Map();
  }

  add({ type, payment, seq, amount }) {
    const found = this.all.get(payment) ?? { seq: 0, status: "", captured: 0, refunded: 0, events: 0 };
    const status = type.slice("payment.".length);
    if (seq > found.seq) Object.assign(found, { seq, status });
    if (status === "captured" || status === "refunded") found[status] += amount;
    found.events += 1;
    this.all.set(payment, found);
  }

  get(payment) {
    const found = this.all.get(payment);
    if (!found) return undefined;
    const { status, captured, refunded, events } = found;
    return { payment, status, captured, refunded, events };
  }
}

module.exports = { Payments };
