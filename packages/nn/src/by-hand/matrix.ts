/** Rows of numbers: `a[i][j]` stands in row i and column j. Written [rows, columns] where a shape is meant. */
export type Matrix = readonly (readonly number[])[]

/** A column of numbers, one for each unit of a layer: a bias b or its derivative db. */
export type Vector = readonly number[]

/**
 * The element at an index that must exist.
 *
 * Plain indexing gives `undefined` past the end, which arithmetic turns into NaN far from the mistake. Only the inner
 * loops of this file index plainly (`as number`): `shape` has seen that all their rows are long enough, and one check
 * for each number would make a training markedly slower.
 *
 * @throws RangeError when there is no such element
 */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError(`at: there is no element ${index} among ${items.length}.`)
  return item
}

/**
 * The shape [rows, columns] of a matrix; a matrix without rows is [0, 0].
 *
 * @throws RangeError when the rows differ in length
 */
export function shape(a: Matrix): [rows: number, columns: number] {
  const columns = a[0]?.length ?? 0
  const odd = a.findIndex((row) => row.length !== columns)
  if (odd !== -1) {
    throw new RangeError(
      `shape: row ${odd} has ${at(a, odd).length} numbers and row 0 has ${columns}. Give every row the same length.`,
    )
  }
  return [a.length, columns]
}

/**
 * The matrix product, NumPy's `np.dot` of two matrices.
 *
 *   Cᵢⱼ = Σₖ Aᵢₖ Bₖⱼ
 *
 * @param a shape [n, k]
 * @param b shape [k, m]
 * @returns shape [n, m]
 * @throws RangeError when the inner dimensions differ
 * @example matmul([[1, 2]], [[3], [4]]) // [[11]]
 */
export function matmul(a: Matrix, b: Matrix): Matrix {
  const [n, k] = shape(a)
  const [rows, m] = shape(b)
  if (k !== rows) {
    throw new RangeError(
      `matmul: inner dimensions differ: [${n}, ${k}] by [${rows}, ${m}]; ${k} is not ${rows}. ` +
        'Give the left matrix as many columns as the right one has rows.',
    )
  }
  const rowsOfA = typedRows(a)
  const columnsOfB = typedRows(transpose(b))
  return rowsOfA.map((row) => columnsOfB.map((column) => dot(row, column)))
}

/**
 * The rows as views of one typed array. An engine keeps a plain array in one of several ways, small integers or doubles,
 * frozen or not, and an inner loop that has met many of them runs several times slower than one that meets doubles alone.
 */
function typedRows(a: Matrix): Float64Array[] {
  const [n, m] = shape(a)
  const numbers = new Float64Array(n * m)
  return a.map((row, i) => {
    const view = numbers.subarray(i * m, (i + 1) * m)
    view.set(row)
    return view
  })
}

/** Σₖ xₖ yₖ */
function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += (x[k] as number) * (y[k] as number)
  return sum
}

/** Aᵀ: rows become columns. Shape [n, m] becomes [m, n]. */
export function transpose(a: Matrix): Matrix {
  const [, columns] = shape(a)
  return Array.from({ length: columns }, (_, j) => a.map((row) => row[j] as number))
}

/** f of every element; NumPy's elementwise functions, such as `np.exp`. Keeps the shape. */
export function map(a: Matrix, f: (value: number) => number): Matrix {
  return a.map((row) => row.map(f))
}

/**
 * f(Aᵢⱼ, Bᵢⱼ) for every element; NumPy's `A * B` and its siblings, without broadcasting.
 *
 * @throws RangeError when the shapes differ
 */
export function combine(a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix {
  const [n, m] = shape(a)
  const [rows, columns] = shape(b)
  if (n !== rows || m !== columns) {
    throw new RangeError(
      `combine: shapes differ: [${n}, ${m}] and [${rows}, ${columns}]. Give two matrices of the same shape.`,
    )
  }
  return a.map((aRow, i) => {
    const bRow = at(b, i)
    return aRow.map((x, j) => f(x, bRow[j] as number))
  })
}

/**
 * A + b with the column b added to every column of A, as NumPy broadcasts [n, m] + [n, 1].
 *
 * @throws RangeError when b does not have one number for each row of A
 */
export function addColumn(a: Matrix, b: Vector): Matrix {
  if (a.length !== b.length) {
    throw new RangeError(
      `addColumn: ${a.length} rows, but ${b.length} numbers to add. Give the column one number for each row.`,
    )
  }
  return a.map((row, i) => {
    const bias = at(b, i)
    return row.map((value) => value + bias)
  })
}

/** Σᵢ aᵢ, from the first to the last. */
export function sum(values: Vector): number {
  return values.reduce((total, value) => total + value, 0)
}
