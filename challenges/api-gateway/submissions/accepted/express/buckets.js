"use strict";

/** A token bucket for every key, full when it is first seen. */
class Buckets {
  constructor(capacity, perSecond) {
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.levels = new Map();
  }

  /** Takes a token and returns 0, or else the seconds until there is one. */
  take(key) {
    const now = performance.now() / 1000;
    const { level: before, at } = this.levels.get(key) ?? { level: this.capacity, at: now };
    const level = Math.min(this.capacity, before + (now - at) * this.perSecond);
    this.levels.set(key, { level: level >= 1 ? level - 1 : level, at: now });
    return level >= 1 ? 0 : (1 - level) / this.perSecond;
  }
}

module.exports = { Buckets };
