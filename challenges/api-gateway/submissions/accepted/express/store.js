"use strict";

class Stored {
  constructor(answer, maxAge) {
    this.answer = answer;
    this.maxAge = maxAge;
    this.etag = header(answer, "etag");
    this.refresh();
  }

  refresh() {
    this.until = performance.now() + this.maxAge * 1000;
  }

  isFresh() {
    return performance.now() < this.until;
  }
}

/** Answers by path and query. */
class Store {
  constructor() {
    this.answers = new Map();
  }

  find(target) {
    return this.answers.get(target);
  }

  /** Keeps the answer if it may be kept; returns it. */
  offer(target, answer) {
    const control = (header(answer, "cache-control") ?? "").toLowerCase();
    const words = control.split(",").map((word) => word.trim());
    const maxAge = Number(words.find((word) => /^max-age=\d+$/.test(word))?.slice(8) ?? 0);
    const shared = !words.includes("no-store") && !words.includes("private");
    if (answer.status === 200 && maxAge > 0 && shared) this.answers.set(target, new Stored(answer, maxAge));
    return answer;
  }

  forget(path) {
    for (const target of this.answers.keys()) {
      if (target.split("?")[0] === path) this.answers.delete(target);
    }
  }
}

function header(answer, name) {
  return answer.headers.find(([other]) => other.toLowerCase() === name)?.[1];
}

module.exports = { Store };
