// @ts-check
// Arrays of an exported page. Numbers are kept as small integers between a least and a largest value, by column or by row;
// what the page asks for is made of them: a Numpy file, a column, single numbers.

/** @typedef {import("./entry.js").ArrayForm} ArrayForm */

const SIZES = { u1: 1, u2: 2, i4: 4, f4: 4, b2: 2 };

export class PackedArray {
  /** Steps and least values come first, where the numbers are scaled; then the numbers.
   * @param {ArrayForm} form @param {Uint8Array<ArrayBuffer>} bytes */
  constructor(form, bytes) {
    this.form = form;
    this.rows = form.shape[0];
    this.columns = form.shape.slice(1).reduce((product, extent) => product * extent, 1);
    const scales = form.scaled === undefined ? 0 : form.scaled === 0 ? this.rows : this.columns;
    const floats = new Float32Array(bytes.slice(0, 8 * scales).buffer);
    this.steps = floats.subarray(0, scales);
    this.least = floats.subarray(scales);
    this.numbers = read(form, bytes.subarray(8 * scales), this.rows * this.columns);
    if (form.delta) this.sum();
  }

  /** Rows that only tell by how much each number is larger than the one before. */
  sum() {
    const { numbers, columns } = this;
    for (let at = 0; at < numbers.length; at++) if (at % columns > 0) numbers[at] += numbers[at - 1];
  }

  /** @param {number} row @param {number} column */
  at(row, column) {
    const { form: { order, scaled }, rows, columns } = this;
    const number = this.numbers[order === "columns" ? column * rows + row : row * columns + column];
    const scale = scaled === 0 ? row : column;
    return scaled === undefined ? number : Math.fround(this.least[scale] + number * this.steps[scale]);
  }

  /** @param {number} column */
  column(column) {
    return Float32Array.from({ length: this.rows }, (_, row) => this.at(row, column));
  }

  /** Row by row. */
  values() {
    const { rows, columns } = this,
      values = this.form.to === "i4" ? new Int32Array(rows * columns) : new Float32Array(rows * columns);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) values[at++] = this.at(row, column);
    }
    return values;
  }
}

/** @param {ArrayForm} form @param {Uint8Array<ArrayBuffer>} bytes @param {number} count */
function read({ element, planes }, bytes, count) {
  if (bytes.length !== count * SIZES[element]) {
    throw new Error("An array of this page has not the length that it tells.");
  }
  if (planes) {
    const numbers = new Uint16Array(count);
    for (let i = 0; i < count; i++) numbers[i] = bytes[i] | bytes[count + i] << 8;
    // The upper halves of Float32.
    return element === "b2" ? new Float32Array(Uint32Array.from(numbers, (number) => number << 16).buffer) : numbers;
  }
  if (element === "u1") return bytes;
  const { buffer } = bytes.slice();
  return element === "u2"
    ? new Uint16Array(buffer)
    : element === "i4"
    ? new Int32Array(buffer)
    : new Float32Array(buffer);
}

/** A Numpy file, as a server would send it. @param {Float32Array | Int32Array} values @param {readonly number[]} shape */
export function npyFile(values, shape) {
  const type = values instanceof Int32Array ? "<i4" : "<f4", list = shape.join(", ") + (shape.length === 1 ? "," : "");
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${list}), }`;
  const length = Math.ceil((header.length + 11) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + 4 * values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(header.padEnd(length - 1) + "\n"), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, 4 * values.length), 10 + length);
  return bytes;
}

/** An array of a part; null: it has none of that name. @param {import("./entry.js").Entry} entry @param {string} path */
export function arrayOf(entry, path) {
  const found = entry.find(path);
  return found?.file.array ? new PackedArray(found.file.array, found.bytes) : null;
}
