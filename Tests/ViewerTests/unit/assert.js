// @ts-check
// The few assertions the tests need: nothing is downloaded to run them.

/** @param {unknown} condition @param {string} [message] @returns {asserts condition} */
export function assert(condition, message = "expected a true value") {
  if (!condition) throw new Error(message);
}

/** @param {unknown} actual @param {unknown} expected @param {string} [message] */
export function assertEquals(actual, expected, message = "") {
  const a = plain(actual), b = plain(expected);
  if (a !== b) throw new Error(`${message} expected ${b}, found ${a}`);
}

/** @param {number} actual @param {number} expected @param {number} tolerance @param {string} [message] */
export function assertClose(actual, expected, tolerance, message = "") {
  if (!(Math.abs(actual - expected) <= tolerance)) {
    throw new Error(`${message} expected ${expected} ± ${tolerance}, found ${actual}`);
  }
}

/** @param {() => unknown} act @param {RegExp[]} parts what the message has to say */
export function assertThrows(act, ...parts) {
  try {
    act();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    for (const part of parts) assert(part.test(message), `“${message}” does not match ${part}`);
    return;
  }
  throw new Error("expected an error, none was thrown");
}

/** @param {unknown} value */
function plain(value) {
  return JSON.stringify(value, (_, each) => {
    if (each instanceof Set) return [...each];
    return ArrayBuffer.isView(each) ? [.../** @type {Float32Array} */ (each)] : each;
  });
}
