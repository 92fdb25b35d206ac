// tries: run while it is only being checked, and leave something for the run
// must: accepted
const fs = require("fs");
if (process.execArgv.includes("--check") || fs.existsSync("/box/work/left")) {
  fs.writeFileSync("/box/work/left", "x");
  console.log("it ran");
} else {
  console.log("contained");
}
