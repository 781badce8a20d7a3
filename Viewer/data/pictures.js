// @ts-check
// Gives an image the picture at a path, whether a server has it or the page itself.

import { source } from "./source.js";

/** What is wanted last, so that a late answer does not take its place. @type {WeakMap<HTMLImageElement, string>} */
const wanted = new WeakMap();

/** Tells of a picture that cannot be had by the image's own event `error`. @param {HTMLImageElement} image
 * @param {string} path */
export function setPicture(image, path) {
  if (wanted.get(image) === path) return;
  wanted.set(image, path);
  const url = source.url(path);
  if (typeof url === "string") {
    image.src = url;
    return;
  }
  url.then((known) => {
    if (wanted.get(image) === path) image.src = known;
  }, () => {
    if (wanted.get(image) === path) image.dispatchEvent(new Event("error"));
  });
}

/** Nothing is wanted any more. @param {HTMLImageElement} image */
export function leavePicture(image) {
  wanted.delete(image);
  image.removeAttribute("src");
}
