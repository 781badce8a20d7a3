// @ts-check
// The command that draws what the page shows, for print.

/** @typedef {import("../state/store.js").View} View */
/** @typedef {{ view: View, study: string, link: string, theme: string, model: string, layer: string,
 *   sequence?: string, isAtlas?: boolean }} Shown `link` without "#" */

/** @param {string} word */
const quoted = (word) => /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** @param {Shown} shown @returns {[string, string[]]} the figure's view and what it takes */
function chosen({ view, link, model, layer, sequence, isAtlas }) {
  const place = [...(model ? ["--model", model] : []), ...(layer ? ["--layer", layer] : [])];
  switch (view) {
    case "neighbours":
      return ["neighbors", place.slice(0, 2)];
    case "neurons":
      return ["neurons", place];
    case "features":
      return [isAtlas ? "atlas" : "features", place];
    case "evolution":
      return ["evolution", sequence ? ["--sequence", sequence] : []];
    case "report":
      return ["layers", place.slice(0, 2)];
    default:
      return ["embedding", ["--link", `#${link}`]];
  }
}

/** The exact plane, zoom and colours of Tour; of other views their network, layer or sequence.
 * @param {Shown} shown */
export function figureCommand(shown) {
  const [view, options] = chosen(shown), theme = shown.theme === "dark" ? ["--theme", "dark"] : [];
  return ["strata", "figure", `${shown.study}.study`, "--view", view, ...options, ...theme, "--output", `${view}.pdf`]
    .map(quoted).join(" ");
}
