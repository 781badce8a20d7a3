// @ts-check
// NumPy's array file, format versions 1 to 3, for the types Strata writes.

/** An array that cannot be used: it names the file, what was expected and what was found. */
export class DamagedArrayError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "DamagedArrayError";
  }
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const ITEM_SIZES = /** @type {Record<string, number>} */ ({ "<f4": 4, "<f8": 8, "<i4": 4, "|u1": 1 });

/**
 * Reads one array. The data are copied out of the file only when their start is not aligned.
 * @param {ArrayBuffer} buffer the whole file
 * @param {string} source its name, for messages
 * @returns {{ shape: number[], data: Float32Array | Float64Array | Int32Array | Uint8Array }}
 */
export function parseNpy(buffer, source) {
  const { header, start } = readHeader(buffer, source);
  const type = /'descr'\s*:\s*'([^']+)'/.exec(header)?.[1] ?? "";
  const size = ITEM_SIZES[type];
  if (!size) {
    throw new DamagedArrayError(
      `${source} holds elements of type "${type}"; expected one of ${Object.keys(ITEM_SIZES).join(", ")}.`,
    );
  }
  if (!/'fortran_order'\s*:\s*False/.test(header)) {
    throw new DamagedArrayError(`${source} is in column order; expected row order (C).`);
  }
  const shapeText = /'shape'\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  if (shapeText === undefined) throw new DamagedArrayError(`${source} has no shape in its header.`);
  const shape = shapeText.split(",").map((part) => part.trim()).filter((part) => part !== "").map(Number);
  if (shape.some((extent) => !Number.isInteger(extent) || extent < 0)) {
    throw new DamagedArrayError(`${source} has the shape (${shapeText}), which is not a list of counts.`);
  }
  const expected = shape.reduce((product, extent) => product * extent, 1) * size;
  const found = buffer.byteLength - start;
  if (expected !== found) {
    throw new DamagedArrayError(
      `${source} is damaged: its shape ${describeShape(shape)} needs ${count(expected)} bytes of data, ` +
        `the file holds ${count(found)}.`,
    );
  }
  return { shape, data: view(type, start % size === 0 ? buffer : buffer.slice(start), start % size === 0 ? start : 0) };
}

/** @param {number[]} shape @returns {string} for example "1,200 × 15" */
export function describeShape(shape) {
  return shape.map(count).join(" × ") || "()";
}

/** @param {number} value */
const count = (value) => value.toLocaleString("en-US");

/** @param {ArrayBuffer} buffer @param {string} source */
function readHeader(buffer, source) {
  const bytes = new Uint8Array(buffer);
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new DamagedArrayError(
      `${source} is not an array file: it does not begin with the mark of NumPy's format (${
        count(bytes.length)
      } bytes).`,
    );
  }
  const major = bytes[6];
  if (major < 1 || major > 3) {
    throw new DamagedArrayError(`${source} has format version ${major}; expected 1, 2 or 3.`);
  }
  const numbers = new DataView(buffer);
  const wide = major > 1;
  if (wide && bytes.length < 12) throw new DamagedArrayError(`${source} ends inside its header.`);
  const length = wide ? numbers.getUint32(8, true) : numbers.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  if (start > bytes.length) throw new DamagedArrayError(`${source} ends inside its header.`);
  return { header: new TextDecoder().decode(bytes.subarray(wide ? 12 : 10, start)), start };
}

/** @param {string} type @param {ArrayBuffer} buffer @param {number} start */
function view(type, buffer, start) {
  switch (type) {
    case "<f4":
      return new Float32Array(buffer, start);
    case "<f8":
      return new Float64Array(buffer, start);
    case "<i4":
      return new Int32Array(buffer, start);
    default:
      return new Uint8Array(buffer, start);
  }
}
