"use strict";
const http = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");
const { passedOn } = require("./headers");

const ATTEMPT_MS = 1200;
const BEFORE_RETRIES_MS = [50, 100];
const FAILED_REQUESTS = 5;
const OPEN_MS = 700;

/** An answer that the gateway gives by itself. */
class Refusal extends Error {
  constructor(status, code, headers = {}) {
    super(code);
    Object.assign(this, { status, code, headers });
  }
}

class Upstream {
  constructor(url) {
    this.url = url;
    this.agent = new http.Agent({ keepAlive: false });
    this.failed = 0;
    this.openUntil = 0;
    this.probing = false;
  }

  post(target, headers, body) {
    return this.guarded(() => this.attempt("POST", target, headers, body));
  }

  get(target, headers, body) {
    return this.guarded(async () => {
      for (const pause of BEFORE_RETRIES_MS) {
        const outcome = await this.attempt("GET", target, headers, body);
        if (outcome.status < 500 || outcome.refusal?.status === 504) return outcome;
        await sleep(pause);
      }
      return this.attempt("GET", target, headers, body);
    });
  }

  /** One request through the circuit breaker. */
  async guarded(request) {
    if (this.openUntil > 0) {
      if (this.probing || performance.now() < this.openUntil) {
        throw new Refusal(503, "circuit_open", { "Retry-After": "1" });
      }
      this.probing = true;
    }
    const outcome = await request();
    this.probing = false;
    if (outcome.status < 500) {
      this.failed = 0;
      this.openUntil = 0;
    } else if (++this.failed >= FAILED_REQUESTS) {
      this.openUntil = performance.now() + OPEN_MS;
    }
    if (outcome.refusal) throw outcome.refusal;
    return outcome;
  }

  /** Never rejects: { status, headers, body }, or { status, refusal }. */
  attempt(method, target, headers, body) {
    return new Promise((resolve) => {
      const fail = (status, code) => resolve({ status, refusal: new Refusal(status, code) });
      const request = http.request(this.url + target, { method, agent: this.agent });
      const timer = setTimeout(() => {
        fail(504, "upstream_timeout");
        request.destroy();
      }, ATTEMPT_MS);
      const broken = () => {
        clearTimeout(timer);
        fail(502, "upstream_unreachable");
      };
      request.on("error", broken);
      request.on("response", (response) => {
        const chunks = [];
        response.on("error", broken);
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => {
          clearTimeout(timer);
          const passed = passedOn(response.rawHeaders, ["content-length", "x-request-id"]);
          resolve({ status: response.statusCode, headers: passed, body: Buffer.concat(chunks) });
        });
      });
      for (const [name, value] of headers) request.appendHeader(name, value);
      if (body.length > 0 || method === "POST") request.setHeader("Content-Length", body.length);
      request.end(body);
    });
  }
}

module.exports = { Upstream, Refusal };
