// @ts-check
// Beside what a unit asks for: the study's images that excite it most, what the network was really shown.

import { figure } from "../../data/conditions.js";
import { mostly } from "../../data/neurons.js";
import { fill, h } from "../../panels/dom.js";
import { blanks, tile } from "../../panels/tile.js";

const SHOWN = 12;

export class StudyImages {
  /** @param {import("../views.js").Parts} parts */
  constructor({ store, explorer }) {
    this.store = store;
    this.explorer = explorer;
    this.key = "";
    this.said = h("span", { class: "right muted" });
    this.tiles = h("div", { class: "thumbs feature-shown" });
    this.note = h("p", { class: "note-line" });
    this.root = h(
      "section",
      { class: "side-card", "aria-label": "In the study" },
      h("h2", {}, "In the study", this.said),
      this.tiles,
      this.note,
    );
  }

  /** @param {import("../../data/neuron-requests.js").Place} place @param {number} channel @param {boolean} hasPlaces */
  of(place, channel, hasPlaces) {
    const key = `${place.model}/${place.layer}/${channel}`;
    if (key === this.key) return this.root;
    this.key = key;
    this.said.textContent = "";
    this.note.textContent = hasPlaces
      ? "The images that excite it most, by its largest value within each; the picture above is for the mean."
      : "The images that excite it most.";
    fill(this.tiles, ...blanks(SHOWN));
    this.explorer.topImages(place.layer, channel).then((images) => {
      if (this.key === key) this.show(images.slice(0, SHOWN));
    }, (error) => {
      if (this.key !== key) return;
      this.key = "";
      fill(this.tiles, h("p", { class: "soft whole" }, String(error?.message ?? error)));
    });
    return this.root;
  }

  /** @param {{ item: number, value: number }[]} images */
  show(images) {
    const { store, explorer } = this, { items, study } = store.state;
    this.said.textContent = items && study ? mostly(images, items.labels, study.classes) : "";
    fill(
      this.tiles,
      ...images.map(({ item, value }) => tile(item, store, explorer, { more: `, ${figure(value)}` })),
      images.length === 0 && h("p", { class: "soft whole" }, "No image excites it."),
    );
  }
}
