// @ts-check
// Hears of changes by server-sent events; when the server goes away, tries again, ever less often.

/** @typedef {"live" | "lost"} ConnectionState */

export const FIRST_DELAY = 1000, LONGEST_DELAY = 30_000, LONGEST_POLL = 5000;

/** Milliseconds to wait before attempt n (0, 1, 2, …). @param {number} attempt */
export function backOff(attempt) {
  return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(attempt, 10));
}

export class Connection {
  /**
   * @param {import("./client.js").Client} client
   * @param {Promise<import("./types.js").Study>} first the catalogue, already asked for
   * @param {{ onStudy: (study: import("./types.js").Study) => void,
   *   onState: (state: ConnectionState, retryAt: number) => void }} handlers
   */
  constructor(client, first, handlers) {
    this.client = client;
    /** @type {Promise<import("./types.js").Study> | null} */
    this.first = first;
    this.handlers = handlers;
    this.attempt = 0;
    /** How often in a row the catalogue answered but the stream of events did not. */
    this.silent = 0;
    this.timer = 0;
    /** @type {import("./source.js").Changes | null} */
    this.changes = null;
  }

  /** Opens the stream of events; called again after a loss. */
  open() {
    this.close();
    const changes = this.changes = this.client.source.changes();
    changes.addEventListener("study", () => this.refresh());
    changes.addEventListener("open", () => {
      if (this.attempt + this.silent > 0) this.refresh();
      this.attempt = this.silent = 0;
      this.handlers.onState("live", 0);
    });
    changes.addEventListener("error", () => {
      this.close();
      this.probe();
    });
  }

  close() {
    clearTimeout(this.timer);
    this.changes?.close();
    this.changes = null;
  }

  /** Asks at once instead of waiting for the next attempt. */
  retryNow() {
    this.close();
    this.probe();
  }

  /** A failed stream can be a lost server or one without events: the catalogue tells which. */
  async probe() {
    const reached = await this.refresh();
    clearTimeout(this.timer);
    if (reached) {
      this.attempt = 0;
      this.handlers.onState("live", 0);
      this.timer = setTimeout(() => this.open(), Math.min(LONGEST_POLL, backOff(this.silent++)));
      return;
    }
    const delay = backOff(this.attempt++);
    this.handlers.onState("lost", Date.now() + delay);
    this.timer = setTimeout(() => this.probe(), delay);
  }

  /** @returns {Promise<boolean>} whether the server answered */
  async refresh() {
    const asked = this.first ?? this.client.study();
    this.first = null;
    try {
      this.handlers.onStudy(await asked);
      return true;
    } catch {
      return false;
    }
  }
}
