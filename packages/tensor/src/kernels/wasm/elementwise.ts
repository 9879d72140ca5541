import type { Kernel } from '@adjoint/wasm'
import { allocate } from '../../allocation.ts'
import { NDArray } from '../../array.ts'
import type { DType } from '../../dtype.ts'
import type { ShapeDType } from '../../op.ts'
import type { Formula } from '../../scalar/algebra.ts'
import { functionsIn } from '../../scalar/functions.ts'
import { hasIntegerForm } from '../../scalar/integer-form.ts'
import { sizeOf } from '../../shape.ts'
import { formsOf } from '../forms.ts'
import { instructionSet } from '../instruction-set.ts'
import { broadcastStrides, type Nest, nestOf } from '../layout.ts'
import { walk } from '../loop.ts'
import { elementwiseSource, type Pattern, type VectorType } from './elementwise-source.ts'
import { linkOnce, scratchAs, taken } from './scratch.ts'
import { stage } from './stage.ts'

/**
 * From so many elements on, copying to and fro takes less time than a loop in JavaScript does: of formulas that call a
 * function of `Math`, and of those that do not.
 */
const leastCalls = 64
const leastSize = 512

/** As many operands as the scratch memory has room for. */
const mostOperands = 8

/** How many elements are computed at a time, so that they stay in the cache; see `stage` for the factor. */
const blockSize = 2 ** 16
const regionBytes = 2 * blockSize * 8 + 64

/**
 * Computes `formula` for each element of `out` by vector instructions.
 *
 * @returns null where that is not for them: small arrays, an engine without vectors
 */
export function elementwiseVectors(formula: Formula, inputs: readonly NDArray[], out: ShapeDType): NDArray | null {
  const size = sizeOf(out.shape)
  if (size < leastCalls || inputs.length > mostOperands || instructionSet() === 'none') return null
  const dtype = vectorTypeOf(formula, inputs, out)
  if (dtype === null || size < leastSizeOf(formula, inputs.length)) return null
  const nest = nestOf(out.shape, inputs)
  if (nest.shape.length > 2 && sizeOf(nest.shape.slice(-2)) < leastCalls) {
    return elementwiseVectors(formula, inputs.map((x) => spread(x, out)), out) // biome-ignore format: one line
  }
  return computed(kernelFor(formula, dtype, inputs, out, nest), dtype, inputs, out, nest)
}

/**
 * In which dtype vectors compute what a loop computes in doubles: that of all operands and the result but for those that are
 * bool, and float64 where they differ; null where there is none.
 */
function vectorTypeOf(formula: Formula, inputs: readonly NDArray[], out: ShapeDType): VectorType | null {
  let dtype = out.dtype === 'bool' ? null : out.dtype
  for (const x of inputs) {
    if (x.dtype === 'bool') continue
    if (dtype !== null && dtype !== x.dtype) return 'float64'
    dtype = x.dtype
  }
  if (dtype !== null && dtype !== 'int32') return dtype
  return hasIntegerForm(formula, inputs.length, out.dtype === 'bool') ? 'int32' : null
}

/** The operand in the shape of the result, row by row; one number stays one. */
function spread(x: NDArray, { shape }: ShapeDType): NDArray {
  return x.size === 1 ? x : x.view({ shape, strides: broadcastStrides(x, shape), offset: x.offset }).toContiguous()
}

/** Where a block of the loops begins, and how large it is. */
interface Part {
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
}

/** Block by block: a block is what the two inner loops visit, or a part of that. */
function computed(kernel: Kernel, dtype: VectorType, inputs: readonly NDArray[], out: ShapeDType, nest: Nest): NDArray {
  const size = sizeOf(out.shape)
  const columns = nest.shape.at(-1) ?? 1
  const rows = nest.shape.at(-2) ?? 1
  const width = Math.min(columns, blockSize)
  const height = Math.min(rows, Math.floor(blockSize / width))
  const stored = stagedAs(out.dtype, dtype)
  const one = stored === out.dtype && size <= width * height
  const data = one ? null : allocate(out.dtype, size) // made at the end where one block is all
  let done = 0
  const inner = (starts: readonly number[]): void => {
    for (let row = 0; row < rows; row += height) {
      for (let column = 0; column < columns; column += width) {
        const part = { row, column, rows: Math.min(height, rows - row), columns: Math.min(width, columns - column) }
        kernel(...staged(dtype, inputs, nest, starts, part))
        const count = part.rows * part.columns
        data?.set(scratchAs(stored).subarray(0, count), done)
        done += count
      }
    }
  }
  const outer = inputs.map(({ data, offset }, k) => ({ data, offset, strides: nest.strides[k] ?? [] }))
  walk(nest.shape.slice(0, -2), outer, inner)
  return new NDArray(data ?? taken(out.dtype, size), out.dtype, out.shape)
}

/** As what operands and results are in the scratch memory: those of other dtypes are converted when they are copied. */
function stagedAs(own: DType, dtype: VectorType): DType {
  return own === 'bool' ? 'bool' : dtype
}

/** Copies a block of each operand into the scratch memory, and tells the kernel where they are. */
function staged(
  dtype: VectorType,
  inputs: readonly NDArray[],
  { strides }: Nest,
  starts: readonly number[],
  part: Part,
): number[] {
  const parameters = [part.rows, part.columns, 0]
  for (const [k, { data, dtype: own }] of inputs.entries()) {
    const rowStride = strides[k]?.at(-2) ?? 0
    const columnStride = strides[k]?.at(-1) ?? 0
    const columns = columnStride === 0 ? 1 : part.columns // a splat needs one number for each row
    const offset = (starts[k] ?? 0) + part.row * rowStride + part.column * columnStride
    const at = (k + 1) * regionBytes
    const scratch = scratchAs(stagedAs(own, dtype))
    const bytes = scratch.BYTES_PER_ELEMENT
    const stride = stage(scratch, at / bytes, {
      data,
      offset,
      rows: part.rows,
      columns,
      rowStride,
      columnStride,
    })
    parameters.push(at, stride * bytes)
  }
  return parameters
}

const codes: Readonly<Record<VectorType, number>> = { float32: 0, float64: 1, int32: 2 }
const cache = new WeakMap<Formula, Map<number, Kernel>>()

/** The kernel for these operands in these loops. */
function kernelFor(
  formula: Formula,
  dtype: VectorType,
  inputs: readonly NDArray[],
  out: ShapeDType,
  { strides }: Nest,
): Kernel {
  const kernels = formsOf(cache, formula)
  const fused = instructionSet() === 'relaxed'
  const boolResult = out.dtype === 'bool'
  const operands = inputs.map((x, k): Pattern => ({ bool: x.dtype === 'bool', splat: strides[k]?.at(-1) === 0 }))
  let code = codes[dtype] + 3 * (Number(fused) + 2 * Number(boolResult))
  for (const { bool, splat } of operands) code = 4 * (code + 2) + 2 * Number(bool) + Number(splat)
  return linkOnce(kernels, code, () => elementwiseSource({ formula, dtype, operands, boolResult, fused }))
}

/** From how many elements on the formula is for vectors. */
function leastSizeOf(formula: Formula, arity: number): number {
  return functionsIn(formula, arity).size > 0 ? leastCalls : leastSize
}
