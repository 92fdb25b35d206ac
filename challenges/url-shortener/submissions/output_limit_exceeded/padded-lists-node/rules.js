const RESERVED = ["links", "healthz"];

/** The host of a URL in lower case, or null if it is none. (new URL() would accept "https:///path".) */
function hostOf(url) {
  if (typeof url !== "string" || !/^[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,2048}$/.test(url)) return null;
  const match = /^https?:\/\/([^/?#]*)/i.exec(url);
  if (!match) return null;
  const host = match[1].slice(match[1].lastIndexOf("@") + 1).replace(/:.*$/, "");
  return host ? host.toLowerCase() : null;
}

function isAlias(alias) {
  return typeof alias === "string" && /^[A-Za-z0-9_-]{3,32}$/.test(alias) && !RESERVED.includes(alias);
}

module.exports = { hostOf, isAlias };
