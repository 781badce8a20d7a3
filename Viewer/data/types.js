// @ts-check
// The shapes of what the server tells. Field names are those of the JSON.

/** @typedef {{ requested: unknown, effective: unknown }} Parameter */

/**
 * @typedef {object} Embedding
 * @property {string} name
 * @property {number} dimensions
 * @property {string} method
 * @property {number} rows
 * @property {Record<string, Parameter>} [parameters]
 * @property {{ reference: string, disparity: number } | null} [alignment]
 */

/**
 * @typedef {object} Layer
 * @property {number} index
 * @property {string} name
 * @property {string} folder
 * @property {string} [operator]
 * @property {number[]} [shape]
 * @property {number} [featureCount]
 * @property {string} [pooling]
 * @property {"ready" | "pending" | "running"} status
 * @property {string | null} [stage]
 * @property {Record<string, number | null>} [metrics]
 * @property {Record<string, (number | null)[]>} [classMetrics]
 * @property {Embedding[]} embeddings
 * @property {boolean} [hasNeurons]
 * @property {number} [features] images optimized for its units
 * @property {boolean} [hasAtlas] an activation atlas was made of it
 */

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {string} folder
 * @property {string[]} [outputClasses]
 * @property {boolean} [hasPredictions]
 * @property {{ top1: number | null, top5: number | null, counted: number, unmatched: number } | null} [accuracy]
 * @property {string | null} [series] of checkpoints that it is one of
 * @property {number | null} [epoch]
 * @property {{ kind: string, severity: number, of: string } | null} [corruption] of its images; `of`: the network's folder
 * @property {Layer[]} layers
 */

/** @typedef {{ name: string, groups: string[], groupOfClass: (number | null)[] }} Hierarchy coarser classes */

/** What an exported page says of itself: what it holds and how exactly, what it lacks and why.
 * @typedef {{ statements: string[], left: string[], itemCount: number, neighborCount: number }} Export */

/** @typedef {{ size: number, columns: number, rows: number, pages: string[] }} Thumbnails */

/**
 * @typedef {object} Study
 * @property {string} name
 * @property {number} itemCount
 * @property {number} [seed]
 * @property {string[]} classes
 * @property {string[]} [attributes]
 * @property {Hierarchy[]} [hierarchies]
 * @property {Thumbnails | null} [thumbnails]
 * @property {string | null} [text] the attribute that is shown instead of pictures
 * @property {Model[]} models
 * @property {Export} [export] only in an exported page
 */

/** @typedef {{ identifiers: string[], labels: ArrayLike<number>, attributes?: Record<string, unknown[]> }} Items */

/**
 * @typedef {object} Predictions
 * @property {number[]} classIndex
 * @property {number[]} probability
 * @property {number[]} labelIndex
 * @property {number[]} correct
 * @property {{ classIndex: number[][], probability: number[][] } | null} [top5]
 */

/** @typedef {{ item: number, distance: number }} Neighbor */

/** @typedef {{ channel: number, activation: number }} Unit */

export {};
