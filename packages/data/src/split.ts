import { checkOptions, DomainError, numpyRandom, type Shape, ShapeError, Tensor, takeRows } from '@adjoint/tensor'
import { checkSeed } from '@adjoint/tensor/backend'

export interface SplitOptions {
  /** the share of the rows that goes to the test set, in (0, 1) */
  readonly testShare: number
  /** an integer in [0, 2^32) */
  readonly seed: number
}

/** A tree with some rows of each tensor. */
export type Rows<T> =
  T extends Tensor<infer S> ? Tensor<RowsShape<S>> : T extends object ? { readonly [K in keyof T]: Rows<T[K]> } : never

type RowsShape<S extends Shape> = S extends readonly [number, ...infer Rest extends Shape] ? [number, ...Rest] : Shape

export interface Split<T> {
  readonly train: Rows<T>
  readonly test: Rows<T>
}

/**
 * Shares the rows of some tensors out, at random, to a set to train on and a set to test with: scikit-learn's
 * `train_test_split(..., test_size=testShare, random_state=seed)`, the same rows in the same order.
 *
 * @param data a tree of tensors (`{ x, y }`, say) that all have the same number of rows, of any dtype
 * @param options.testShare the share of the rows for the test set, in (0, 1); their number is rounded up
 * @param options.seed an integer in [0, 2^32)
 * @returns the same tree twice, under `train` and `test`
 * @throws ShapeError when the numbers of rows differ or a tensor has none; DomainError when a set would be empty, the
 *   tree holds something else than tensors, `testShare` or `seed` are not such numbers or an option is unknown
 * @example
 *   const data = moons({ samples: 1000, noise: 0.2, seed: 100 })
 *   const { train, test } = trainTestSplit(data, { testShare: 0.1, seed: 42 }) // 900 and 100 rows
 * @see scikit-learn, sklearn/model_selection/_split.py (ShuffleSplit)
 */
export function trainTestSplit<T extends object>(data: T, options: SplitOptions): Split<T> {
  checkOptions('trainTestSplit', options, ['testShare', 'seed'])
  const { testShare, seed } = options
  if (!(typeof testShare === 'number' && testShare > 0 && testShare < 1)) {
    const given = typeof testShare === 'number' ? testShare : JSON.stringify(testShare)
    throw new DomainError(`trainTestSplit: testShare is ${given}; give a share above 0 and below 1, such as 0.2.`)
  }
  checkSeed('trainTestSplit', seed)
  const rows = countRows(data)
  if (rows < 2) {
    throw new DomainError(
      `trainTestSplit: one row is not enough for two sets, and the data has ${rows}; give 2 or more.`,
    )
  }
  const testRows = Math.ceil(testShare * rows)
  if (testRows === rows) {
    throw new DomainError(
      `trainTestSplit: a test share of ${testShare} leaves none of ${rows} rows to train on; give a smaller one.`,
    )
  }
  const order = numpyRandom(seed).permutation(rows).toTypedArray()
  // map keeps the form
  const pick = (indices: ArrayLike<number>) => map(data, '', (x) => takeRows(x, indices)) as Rows<T>
  return { train: pick(order.subarray(testRows)), test: pick(order.subarray(0, testRows)) }
}

function countRows(data: object): number {
  const counts = new Map<number, string>()
  map(data, '', (x, path) => {
    const [rows] = x.shape
    if (rows === undefined) {
      throw new ShapeError(
        `trainTestSplit: ${nameOf(path)} is 0-d and has no rows; give tensors with a row for each sample.`,
      )
    }
    if (!counts.has(rows)) counts.set(rows, nameOf(path))
    return x
  })
  const [first, second] = counts
  if (first === undefined) throw new DomainError('trainTestSplit: there is no tensor in the data; give { x, y }, say.')
  if (second === undefined) return first[0]
  throw new ShapeError(
    `trainTestSplit: ${first[1]} has ${first[0]} rows and ${second[1]} has ${second[0]}; give each one row a sample.`,
  )
}

/** The same tree with other tensors. */
function map(part: unknown, path: string, replace: (x: Tensor, path: string) => Tensor): unknown {
  const inside = (key: string | number, value: unknown): unknown =>
    map(value, path === '' ? `${key}` : `${path}.${key}`, replace)
  if (part instanceof Tensor) return replace(part, path)
  if (Array.isArray(part)) return part.map((value, i) => inside(i, value))
  if (typeof part === 'object' && part !== null && Object.getPrototypeOf(part) === Object.prototype) {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, inside(key, value)]))
  }
  throw new DomainError(`trainTestSplit: ${nameOf(path)} is no tensor; give tensors, and arrays and records of them.`)
}

function nameOf(path: string): string {
  return path === '' ? 'the data' : path
}
