import { type Buffer, blank, type NDArray } from '../array.ts'
import { type DType, dtypeOf, isFloat, stored } from '../dtype.ts'
import type { ShapeDType } from '../op.ts'
import { numbers } from '../scalar/numbers.ts'
import { dim, rowMajor, sizeOf } from '../shape.ts'
import { assign } from './copy.ts'
import { once } from './forms.ts'
import { instructionSet } from './instruction-set.ts'
import { broadcastStrides, reshapedStrides } from './layout.ts'
import { compileLoop, type Loop, walk } from './loop.ts'
import { matmulVectors } from './wasm/matmul.ts'
import type { Block } from './wasm/stage.ts'

type Matrix = Buffer

// A tile of 3 by 3 results stays in local variables: six loads then serve nine multiply-adds. Together with its operands
// that is what 16 registers hold; measured, 4 by 4 was slower.
const tileSize = 3

/** Matrix product over the last two axes of arrays of rank 2 or more; leading axes broadcast to those of `out`. */
export function matmulKernel(a: NDArray, b: NDArray, out: ShapeDType): NDArray {
  const { dtype } = out
  const vectors = isFloat(dtype) && usesVectors(a, b, out) ? dtype : null
  const tall = vectors === null ? null : stacked(a, b, out)
  const result = blank(out)
  if (vectors !== null && tall !== null) {
    matmulVectors(result.data, 0, tall, viewAt(b, b.offset), vectors)
    return result
  }
  const batch = out.shape.slice(0, -2)
  const operands = [result, a, b].map(({ data, offset, shape, strides }) => {
    const leading = { shape: shape.slice(0, -2), strides: strides.slice(0, -2), offset }
    return { data, offset, strides: broadcastStrides(leading, batch) }
  })
  walk(batch, operands, ([y = 0, left = 0, right = 0]) => {
    if (vectors !== null) matmulVectors(result.data, y, viewAt(a, left), viewAt(b, right), vectors)
    else product(matrixAt(result, y), matrixAt(a, left), matrixAt(b, right), dtype)
  })
  return result
}

/** All rows of the left operand as one matrix, where the right one is the same for all; null where it is not, or no strides do. */
function stacked(a: NDArray, b: NDArray, out: ShapeDType): Block | null {
  if (sizeOf(b.shape) !== sizeOf(b.shape.slice(-2))) return null
  const shape = [...out.shape.slice(0, -1), dim(a.shape, a.rank - 1)]
  const columns = dim(shape, shape.length - 1)
  const rows = sizeOf(shape) / columns
  const strides = reshapedStrides({ shape, strides: broadcastStrides(a, shape), offset: a.offset }, [rows, columns])
  if (strides === null) return null
  const [rowStride = 0, columnStride = 0] = strides
  return { data: a.data, offset: a.offset, rows, columns, rowStride, columnStride }
}

/** From so many products of numbers on, copying to and fro takes less time than the loops in JavaScript do. */
const leastProducts = 64

function usesVectors(a: NDArray, b: NDArray, out: ShapeDType): boolean {
  const products = sizeOf(out.shape) * dim(a.shape, a.rank - 1)
  return a.dtype === b.dtype && products >= leastProducts && instructionSet() !== 'none'
}

function viewAt(x: NDArray, offset: number): Block {
  const { data, shape, strides } = matrixAt(x, offset)
  const [[rows = 0, columns = 0], [rowStride = 0, columnStride = 0]] = [shape, strides]
  return { data, offset, rows, columns, rowStride, columnStride }
}

/** The matrix of the last two axes that begins at `offset`. */
function matrixAt({ data, shape, strides }: NDArray, offset: number): Matrix {
  return { data, shape: shape.slice(-2), strides: strides.slice(-2), offset }
}

/** y = a b, by columns of tiles. The columns of b that a tile needs are first laid side by side, in float64. */
function product(y: Matrix, a: Matrix, b: Matrix, dtype: DType): void {
  const [rows, inner, columns] = [dim(a.shape, 0), dim(b.shape, 0), dim(b.shape, 1)]
  const whole = Math.floor(rows / tileSize)
  const below = whole * tileSize
  const data = new Float64Array(inner * tileSize)
  for (let j = 0; j < columns; j += tileSize) {
    const width = Math.min(tileSize, columns - j)
    const panel = { data, shape: [inner, width], strides: rowMajor([inner, width]), offset: 0 }
    assign(panel, { ...shifted(b, 0, j), shape: panel.shape })
    if (whole > 0) tilesFor(tileSize, width, dtype, a)([inner, whole], [shifted(y, 0, j), a, panel])
    if (below === rows) continue
    tilesFor(rows - below, width, dtype, a)([inner, 1], [shifted(y, below, j), shifted(a, below, 0), panel])
  }
}

/** The same matrix without its first rows and columns; its shape is left as it is. */
function shifted(x: Matrix, row: number, column: number): Matrix {
  const [down = 0, right = 0] = x.strides
  return { ...x, offset: x.offset + row * down + column * right }
}

const cache = new Map<string, Loop>()

/** The loop over a column of tiles of `height` by `width` results; one for each pair of dtypes (see formula-loop.ts). */
function tilesFor(height: number, width: number, dtype: DType, a: Matrix): Loop {
  const key = `${height} ${width} ${dtype} ${dtypeOf(a.data)}`
  return once(cache, key, () => compileLoop(tilesSource(height, width, dtype)) ?? interpreted(height, width, dtype))
}

// `| 0` tells the engine that an index is an int32, which spares it a check at every step; an array of more than 2^31
// elements would need 8 GB or more, and is beyond what this kernel is for.
function tilesSource(height: number, width: number, dtype: DType): string {
  const rows = Array.from({ length: height }, (_, i) => i)
  const columns = Array.from({ length: width }, (_, j) => j)
  const cells = rows.flatMap((i) => columns.map((j) => ({ i, j, name: `c${i}${j}` })))
  const multiplyAdd = (i: number, j: number): string =>
    dtype === 'int32' ? `c${i}${j} = (c${i}${j} + Math.imul(v, b${j})) | 0` : `c${i}${j} += v * b${j}`
  const store = (name: string): string => (dtype === 'bool' ? `${name} !== 0 ? 1 : 0` : name)
  return `const y = x[0].data, a = x[1].data, b = x[2].data, n = shape[0] | 0, count = shape[1] | 0
const yi = x[0].strides[0] | 0, yj = x[0].strides[1] | 0, ai = x[1].strides[0] | 0, ak = x[1].strides[1] | 0
let y0 = x[0].offset | 0, a0 = x[1].offset | 0
for (let tile = 0; tile < count; tile = (tile + 1) | 0) {
let q = 0, ${rows.map((i) => `p${i} = (a0 + ${i} * ai) | 0`).join(', ')}
let ${cells.map(({ name }) => `${name} = 0`).join(', ')}
for (let k = 0; k < n; k = (k + 1) | 0) {
const ${columns.map((j) => `b${j} = b[q + ${j}]`).join(', ')}
q = (q + ${width}) | 0
${rows.map((i) => `{ const v = a[p${i}]; p${i} = (p${i} + ak) | 0; ${columns.map((j) => multiplyAdd(i, j)).join('; ')} }`).join('\n')}
}
${cells.map(({ i, j, name }) => `y[y0 + ${i} * yi + ${j} * yj] = ${store(name)}`).join('\n')}
y0 = (y0 + ${height} * yi) | 0
a0 = (a0 + ${height} * ai) | 0
}`
}

/** The same tiles without generated code. */
function interpreted(height: number, width: number, dtype: DType): Loop {
  const multiply = dtype === 'int32' ? Math.imul : numbers.mul
  return ([inner = 0, count = 0], [y, a, b]) => {
    if (y === undefined || a === undefined || b === undefined) return
    const position = ({ offset, strides: [down = 0, right = 0] }: typeof y, row: number, column: number): number =>
      offset + row * down + column * right
    for (let i = 0; i < height * count; i++) {
      for (let j = 0; j < width; j++) {
        let total = 0
        for (let k = 0; k < inner; k++) {
          total += multiply(a.data[position(a, i, k)] ?? Number.NaN, b.data[position(b, k, j)] ?? Number.NaN)
        }
        y.data[position(y, i, j)] = stored(total, dtype)
      }
    }
  }
}
