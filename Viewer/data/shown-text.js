// @ts-check
// What stands for an item that has no picture, or beside it: the attribute that the study names, else what it is called.

/** @typedef {import("./types.js").Study} Study */
/** @typedef {import("./types.js").Items} Items */

/** Whether a study has pictures of its items. @param {Study | null} study */
export const hasPictures = (study) => (study?.thumbnails?.pages.length ?? 0) > 0;

/** The text of an item; empty where a picture says enough.
 * @param {Study | null} study @param {Items | null} items @param {number} item */
export function shownText(study, items, item) {
  if (!study || !items) return "";
  const column = study.text ? items.attributes?.[study.text] : undefined, value = column?.[item];
  if (value !== undefined && value !== "") return String(value);
  if (hasPictures(study) && !study.text) return "";
  return items.identifiers[item] ?? "";
}

/** The attributes of an item that have a value, in the order of the study.
 * @param {Study | null} study @param {Items | null} items @param {number} item @returns {[string, string][]} */
export function attributesOf(study, items, item) {
  return (study?.attributes ?? []).flatMap((name) => {
    const value = items?.attributes?.[name]?.[item];
    return value === undefined || value === "" ? [] : [/** @type {[string, string]} */ ([name, String(value)])];
  });
}
