// tries: ask the cloud for the machine's credentials, at every address where one answers
// must: accepted
const http = require("node:http");
const urls = ["169.254.169.254/latest/meta-data/iam/security-credentials/", "169.254.170.2/v2/credentials",
  "[fd00:ec2::254]/latest/meta-data/", "metadata.google.internal/computeMetadata/v1/", "100.100.100.200/latest/meta-data/"];
const ask = (url) => new Promise((tell) => {
  const request = http.get(`http://${url}`, { headers: { "Metadata-Flavor": "Google" }, timeout: 500 }, () => tell(url));
  request.on("timeout", () => request.destroy(new Error("silence")));
  request.on("error", () => tell(null));
});
Promise.all(urls.map(ask)).then((told) => {
  const got = told.filter((url) => url);
  console.log(got.length ? got.join(" ") : "contained");
});
