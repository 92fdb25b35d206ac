// tries: flood its output a byte at a time, from everything that an event loop has
// must: output_limit_exceeded too_much_output | time_limit_exceeded cpu_time
const fs = require("fs");
for (;;) fs.writeSync(1, "\n");
