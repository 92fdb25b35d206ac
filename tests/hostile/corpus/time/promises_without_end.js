// tries: keep the event loop from ever coming around with promises, beside four threads that spin
// must: time_limit_exceeded cpu_time
const { Worker } = require("worker_threads");
for (let threads = 0; threads < 4; threads++) new Worker("for (;;);", { eval: true });
setTimeout(() => {
  const again = () => Promise.resolve().then(again);
  again();
}, 50);
process.on("SIGTERM", () => {});
