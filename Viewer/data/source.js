// @ts-check
// Where everything comes from that the page asks for: a server, or, in an exported page, what it has in itself.

/** What is said with a request, as to `fetch`.
 * @typedef {{ method?: string, body?: string, headers?: Record<string, string>, signal?: AbortSignal,
 *   priority?: "low" | "auto" }} Asked */

/** Tells of another catalogue (`study`), that it listens (`open`), and that it has been cut off (`error`).
 * @typedef {Pick<EventSource, "addEventListener" | "close">} Changes */

/**
 * @typedef {object} Source
 * @property {(path: string, asked?: Asked) => Promise<Response>} request rejects where nobody answers
 * @property {(path: string) => string | Promise<string>} url an address that an image can have
 * @property {() => Changes} changes
 */

/** A server. @implements {Source} */
export class LiveSource {
  /** @param {string} base the origin, "" for the page's own */
  constructor(base = "") {
    this.base = base;
  }

  /** @param {string} path @param {Asked} [asked] */
  request(path, asked) {
    return fetch(this.base + path, asked);
  }

  /** @param {string} path */
  url(path) {
    return this.base + path;
  }

  /** @returns {Changes} */
  changes() {
    return new EventSource(this.base + "/api/events");
  }
}

/** The page's own; an exported page has put another one there before it loads this. @type {Source} */
export const source = /** @type {any} */ (globalThis).strataSource ?? new LiveSource();
