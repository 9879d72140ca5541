import { NDArray } from '../array.ts'
import { allocate, type DType, stored } from '../dtype.ts'
import type { ShapeDType } from '../op.ts'
import { numbers } from '../scalar/numbers.ts'
import { rowMajor, sizeOf } from '../shape.ts'
import { broadcastStrides } from './layout.ts'
import { compileLoop, type Loop, type Operand, walk } from './loop.ts'

// A tile of 4 by 4 results is kept in local variables: each pair of loads then serves several multiply-adds.
const tileSize = 4

/** Matrix product over the last two axes of arrays of rank 2 or more; leading axes broadcast to those of `out`. */
export function matmulKernel(a: NDArray, b: NDArray, out: ShapeDType): NDArray {
  const data = allocate(out.dtype, sizeOf(out.shape))
  const result = new NDArray(data, out.dtype, out.shape)
  const batch = out.shape.slice(0, -2)
  const [rows = 0, columns = 0] = out.shape.slice(-2)
  const inner = a.shape.at(-1) ?? 0
  const matrices = [result, a, b]
  const operands = matrices.map((x) => ({
    data: x.data,
    offset: x.offset,
    strides: broadcastStrides({ ...x, shape: x.shape.slice(0, -2), strides: x.strides.slice(0, -2) }, batch),
  }))
  const steps = [rowMajor(out.shape), a.strides, b.strides].map((strides) => strides.slice(-2))
  walk(batch, operands, (at) => {
    product(
      matrices.map(({ data }, k) => ({ data, offset: at[k] ?? 0, strides: steps[k] ?? [] })),
      rows,
      inner,
      columns,
      matrices.map(({ dtype }) => dtype),
    )
  })
  return result
}

/** One matrix product, by columns of tiles; `operands` are the result, the left and the right matrix. */
function product(operands: readonly Operand[], rows: number, inner: number, columns: number, dtypes: DType[]): void {
  const [y, a, b] = operands
  if (y === undefined || a === undefined || b === undefined) return
  const whole = Math.floor(rows / tileSize)
  const below = whole * tileSize
  for (let j = 0; j < columns; j += tileSize) {
    const width = Math.min(tileSize, columns - j)
    const right = shifted(b, 0, j)
    if (whole > 0) tilesFor(tileSize, width, dtypes)([inner, whole], [shifted(y, 0, j), a, right])
    if (below < rows)
      tilesFor(rows - below, width, dtypes)([inner, 1], [shifted(y, below, j), shifted(a, below, 0), right])
  }
}

function shifted(x: Operand, row: number, column: number): Operand {
  const [down = 0, right = 0] = x.strides
  return { data: x.data, offset: x.offset + row * down + column * right, strides: x.strides }
}

const cache = new Map<string, Loop>()

/** The loop over a column of tiles of `height` by `width` results; one for each list of dtypes (see formula-loop.ts). */
function tilesFor(height: number, width: number, dtypes: readonly DType[]): Loop {
  const key = `${height} ${width} ${dtypes.join(' ')}`
  let loop = cache.get(key)
  if (loop === undefined) {
    loop = compileLoop(tilesSource(height, width, dtypes[0])) ?? interpreted(height, width, dtypes[0])
    cache.set(key, loop)
  }
  return loop
}

function tilesSource(height: number, width: number, dtype: DType = 'float64'): string {
  const rows = Array.from({ length: height }, (_, i) => i)
  const columns = Array.from({ length: width }, (_, j) => j)
  const cells = rows.flatMap((i) => columns.map((j) => ({ i, j, name: `c${i}${j}` })))
  const multiplyAdd = (i: number, j: number): string =>
    dtype === 'int32' ? `c${i}${j} = (c${i}${j} + Math.imul(v, b${j})) | 0` : `c${i}${j} += v * b${j}`
  const store = (name: string): string => (dtype === 'bool' ? `${name} !== 0 ? 1 : 0` : name)
  return `const y = x[0].data, a = x[1].data, b = x[2].data, n = shape[0], count = shape[1]
const yi = x[0].strides[0], yj = x[0].strides[1], ai = x[1].strides[0], ak = x[1].strides[1]
const bk = x[2].strides[0], bj = x[2].strides[1]
let y0 = x[0].offset, a0 = x[1].offset
for (let tile = 0; tile < count; tile++) {
let ${rows.map((i) => `p${i} = a0 + ${i} * ai`).join(', ')}
let ${columns.map((j) => `q${j} = x[2].offset + ${j} * bj`).join(', ')}
let ${cells.map(({ name }) => `${name} = 0`).join(', ')}
for (let k = 0; k < n; k++) {
${columns.map((j) => `const b${j} = b[q${j}]; q${j} += bk`).join('\n')}
${rows.map((i) => `{ const v = a[p${i}]; p${i} += ak; ${columns.map((j) => multiplyAdd(i, j)).join('; ')} }`).join('\n')}
}
${cells.map(({ i, j, name }) => `y[y0 + ${i} * yi + ${j} * yj] = ${store(name)}`).join('\n')}
y0 += ${height} * yi
a0 += ${height} * ai
}`
}

/** The same tiles without generated code. */
function interpreted(height: number, width: number, dtype: DType = 'float64'): Loop {
  const multiply = dtype === 'int32' ? Math.imul : numbers.mul
  return ([inner = 0, count = 0], [y, a, b]) => {
    if (y === undefined || a === undefined || b === undefined) return
    for (let i = 0; i < height * count; i++) {
      for (let j = 0; j < width; j++) {
        const terms = Array.from({ length: inner }, (_, k) => multiply(element(a, i, k), element(b, k, j)))
        const cell = shifted(y, i, j)
        const total = terms.reduce((sum, term) => sum + term, 0)
        cell.data[cell.offset] = stored(total, dtype)
      }
    }
  }
}

function element(x: Operand, row: number, column: number): number {
  return x.data[shifted(x, row, column).offset] ?? Number.NaN
}
