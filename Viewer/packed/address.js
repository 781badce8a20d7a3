// @ts-check
// The addresses of the interface, as the parts of an exported page are named by them.

/** @typedef {{ path: string, query: Record<string, string> }} Address */

/** @param {string} text @returns {Address} the path with its names in clear */
export function readAddress(text) {
  const [path, query = ""] = text.split("?");
  return {
    path: path.split("/").map(decodeURIComponent).join("/"),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The query in the order of its names, as the parts have it. @param {Record<string, string>} query */
export const queryText = (query) => {
  const names = Object.keys(query).sort();
  return names.length === 0 ? "" : `?${names.map((name) => `${name}=${query[name]}`).join("&")}`;
};

/** A number from the query. @param {Record<string, string>} query @param {string} name @param {number} otherwise */
export const numberOf = (query, name, otherwise = 0) => {
  const value = Number(query[name] ?? otherwise);
  return Number.isInteger(value) && value >= 0 ? value : otherwise;
};
