// @ts-check
// The one script that an exported page holds as it is. It looks whether the page is whole, gets the page's own parts, the
// code first, out of it, and starts the code. Until everything has been compared with the list of contents, nothing is
// shown. It stands in the document itself, so it is no module and imports nothing.

(() => {
  /** @typedef {{ name: string, size: number, packed: number, sha256: string, file?: string }} Listed
   * `packed`: bytes of the compressed part, whose hash is given; `size`: those of what it holds */
  /** @typedef {{ version: number, form: "page" | "folder", byteCount: number, boot: string, policy: string, command: string,
   *   entries: Listed[] }} Manifest */
  /** @typedef {{ html: string, css: string, metas: Record<string, string>, icon: string, modules: Record<string, string>, workers: string[], start: string }} Code */

  const VERSION = 1, own = /** @type {HTMLScriptElement} */ (document.currentScript);
  const bootText = own.textContent ?? "";

  /** The first 32 bits of the fractions of the roots of the first primes. @param {number} count @param {number} power */
  const fractions = (count, power) => {
    const words = new Uint32Array(count);
    for (let found = 0, n = 2; found < count; n++) {
      let prime = true;
      for (let k = 2; k * k <= n; k++) if (n % k === 0) prime = false;
      if (prime) words[found++] = (n ** power % 1) * 2 ** 32;
    }
    return words;
  };
  const ROUNDS = fractions(64, 1 / 3), FIRST = fractions(8, 1 / 2);

  /** SHA-256 (FIPS 180-4) as hexadecimal digits; the browser's own is not there on every kind of address.
   * @param {Uint8Array} bytes */
  function sha256(bytes) {
    const state = FIRST.slice(), words = new Uint32Array(64), whole = bytes.length & ~63;
    const end = new Uint8Array(bytes.length - whole < 56 ? 64 : 128);
    end.set(bytes.subarray(whole));
    end[bytes.length - whole] = 128;
    new DataView(end.buffer).setUint32(end.length - 8, Math.floor(bytes.length / 2 ** 29));
    new DataView(end.buffer).setUint32(end.length - 4, bytes.length << 3);
    for (let at = 0; at < whole; at += 64) compress(state, words, bytes, at);
    for (let at = 0; at < end.length; at += 64) compress(state, words, end, at);
    return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
  }

  /** @param {Uint32Array} state @param {Uint32Array} w @param {Uint8Array} bytes @param {number} at */
  function compress(state, w, bytes, at) {
    for (let i = 0; i < 16; i++, at += 4) {
      w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
      const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
      const first = h + s1 + (e & f ^ ~e & g) + ROUNDS[i] + w[i] | 0;
      const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
      const second = s0 + (a & b ^ a & c ^ b & c) | 0;
      h = g, g = f, f = e, e = d + first | 0;
      d = c, c = b, b = a, a = first + second | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => state[i] += word);
  }

  /** What is wrong with the page, in words for its reader. */
  class Damage extends Error {}

  /** The command that made the page; known once the list of contents has been read. */
  let command = "strata export STUDY --output FILE.html";

  /** Says it instead of showing anything. @param {unknown} error */
  function refuse(error) {
    const note = document.createElement("main"),
      words = document.createElement("p"),
      code = document.createElement("code");
    const told = error instanceof Damage ? error.message : `This page could not be opened: ${error}.`;
    note.id = "strata-refusal";
    note.setAttribute("role", "alert");
    note.style.cssText = "font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:15vh auto;padding:0 1.5em";
    words.textContent = `${told} Get it anew from where it came from, or export it again: `;
    code.textContent = command;
    words.append(code);
    note.append(words);
    document.body?.replaceChildren(note);
  }

  const mega = (/** @type {number} */ bytes) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);

  /** The elements that hold the parts, by name, out of the way of what the page shows. @type {Map<string, Element>} */
  const held = new Map();

  /** @returns {Manifest} */
  function readManifest() {
    const list = document.getElementById("strata-contents"), end = document.getElementById("strata-end");
    const total = Number(own.dataset.bytes), text = list?.textContent ?? "";
    if (!end) {
      const there = Array.from(document.scripts, (each) => each.textContent?.length ?? 0).reduce((a, b) => a + b, 0);
      if (there > total * .99 && total > 0) throw new Damage("This page is damaged: its end has changed.");
      const known = total > 0 ? ` of ${mega(total)}` : "";
      throw new Damage(`This page is damaged: it ends after about ${mega(there)}${known}.`);
    }
    if (!list || sha256(utf8(text)) !== end.dataset.contents) {
      throw new Damage("This page is damaged: its list of contents has changed.");
    }
    const manifest = /** @type {Manifest} */ (JSON.parse(text));
    command = manifest.command;
    if (manifest.version !== VERSION) {
      throw new Damage(`This page has version ${manifest.version} of its format, which it does not know.`);
    }
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute("content");
    const same = sha256(utf8(bootText)) === manifest.boot && policy === manifest.policy;
    if (!same || document.compatMode !== "CSS1Compat") {
      throw new Damage("This page is damaged: its beginning has changed.");
    }
    return manifest;
  }

  /** @param {Manifest} manifest */
  function holdParts({ form, entries }) {
    if (form === "folder") return;
    for (const element of document.querySelectorAll("script[data-part]")) {
      held.set(/** @type {HTMLElement} */ (element).dataset.part ?? "", element);
    }
    for (const element of held.values()) element.remove();
    // The code is needed whatever is shown; any other part that is missing is told of where it is wanted.
    if (entries.every(({ name }) => !held.has(name))) throw new Damage("This page is damaged: nothing of it is left.");
  }

  /** The compressed bytes of a part. @param {Listed} listed @returns {Promise<Uint8Array<ArrayBuffer>>} */
  async function packedBytes({ name, file }) {
    if (file) {
      const reply = await fetch(file);
      if (!reply.ok) throw new Damage(`A part of this page is missing: ${file}.`);
      return new Uint8Array(await reply.arrayBuffer());
    }
    const text = held.get(name)?.textContent ?? "";
    if (/** @type {any} */ (Uint8Array).fromBase64) return /** @type {any} */ (Uint8Array).fromBase64(text);
    const characters = atob(text), bytes = new Uint8Array(characters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
    return bytes;
  }

  /** What a part holds, compared with the list of contents. @param {Listed} listed
   * @returns {Promise<Uint8Array<ArrayBuffer>>} */
  async function open(listed) {
    const damaged = new Damage(`A part of this page is damaged: ${listed.name}.`);
    /** @type {Uint8Array<ArrayBuffer>} */
    let bytes;
    try {
      bytes = await packedBytes(listed);
    } catch (error) {
      // Nobody answers, or this is no base64.
      if (listed.file && !(error instanceof Damage)) {
        throw new Damage(`A part of this page did not come: ${listed.file}.`);
      }
      throw error instanceof Damage ? error : damaged;
    }
    if (bytes.length !== listed.packed || sha256(bytes) !== listed.sha256) throw damaged;
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const whole = new Uint8Array(await new Response(inflated).arrayBuffer());
    if (whole.length !== listed.size) throw damaged;
    return whole;
  }

  /** A module as an address. Those of files beside a page cannot be imported from a file, and workers know no import map.
   * @param {string} text */
  const address = (text) => {
    const bytes = utf8(text);
    let characters = "";
    for (let at = 0; at < bytes.length; at += 8192) characters += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return `data:text/javascript;base64,${btoa(characters)}`;
  };

  /** A worker's module with all that it imports inside. @param {Code} code @param {string} name @returns {string} */
  function nested(code, name) {
    return address(code.modules[name].replace(/"strata:([^"]+)"/g, (_, other) => `"${nested(code, other)}"`));
  }

  /** @param {Code} code */
  function start(code) {
    const style = document.createElement("style"), map = document.createElement("script");
    for (const [name, content] of Object.entries(code.metas)) {
      const meta = document.createElement("meta");
      Object.assign(meta, { name, content });
      document.head.append(meta);
    }
    const icon = document.createElement("link");
    Object.assign(icon, { rel: "icon", href: code.icon });
    style.textContent = code.css;
    document.head.append(icon, style);
    document.documentElement.lang = "en";
    document.body.removeAttribute("style");
    document.body.innerHTML = code.html;
    const imports = Object.entries(code.modules).map((
      [name, text],
    ) => [`strata:${name}`, code.workers.includes(name) ? nested(code, name) : address(text)]);
    map.type = "importmap";
    map.nonce = own.nonce;
    map.textContent = JSON.stringify({ imports: Object.fromEntries(imports) });
    document.head.append(map);
    return import(`strata:${code.start}`);
  }

  document.addEventListener("DOMContentLoaded", async () => {
    // From here on it is said what is wrong; before, the line in the page stays.
    document.documentElement.dataset.opening = "";
    try {
      if (own.dataset.form === "folder" && location.protocol === "file:") {
        throw new Damage(
          "A browser does not read the files beside this page from a disk: serve its folder, as with " +
            "`python3 -m http.server` in it, and open the address that this prints; or export one file, which needs no server.",
        );
      }
      const manifest = readManifest(), listed = new Map(manifest.entries.map((each) => [each.name, each]));
      holdParts(manifest);
      const find = (/** @type {string} */ name) => {
        const found = listed.get(name);
        if (!found) throw new Damage(`A part of this page is missing: ${name}.`);
        return found;
      };
      const code = /** @type {Code} */ (JSON.parse(new TextDecoder().decode(await open(find("/code")))));
      // The catalogue decides what everything else means.
      await open(find("/api/study"));
      Object.assign(globalThis, {
        strataPack: { names: [...listed.keys()], command, open: (/** @type {string} */ name) => open(find(name)) },
      });
      await start(code);
    } catch (error) {
      document.documentElement.dataset.opening = "refused";
      refuse(error);
    }
  });
})();
