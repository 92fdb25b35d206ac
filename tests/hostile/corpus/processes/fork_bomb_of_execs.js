// tries: start itself twice from every copy of itself, as programs of their own in sessions of their own
// must: runtime_error too_many_processes | memory_limit_exceeded out_of_memory | time_limit_exceeded cpu_time
//   | time_limit_exceeded wall_time
const { spawn } = require("child_process");

function more() {
  for (let copies = 0; copies < 2; copies++) {
    spawn(process.execPath, [__filename], { detached: true, stdio: "ignore" }).on("error", () => {});
  }
  setTimeout(more, 20);
}
more();
