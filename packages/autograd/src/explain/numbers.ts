import type { Tensor } from '@adjoint/tensor'
import { binding, numeral, type Written, written } from './written.ts'

/** Up to so many numbers are shown one by one. */
export const few = 9

/** The numbers of a small tensor as they stand in a formula; brackets around a single one are left out. */
export function numbersOf(x: Tensor, digits = 4): Written {
  const values = Array.from(x.toTypedArray(), (value: number) => numeral(value, digits))
  const [only] = values
  if (only !== undefined && values.length === 1) return only
  const rows = x.rank < 2 ? 1 : values.length / Math.max(1, x.shape.at(-1) ?? 1)
  return written(nested(x.shape, values), matrix(rows, values))
}

function nested(shape: readonly number[], values: readonly Written[]): string {
  const build = (axis: number, from: number, count: number): string => {
    const size = shape[axis]
    if (size === undefined) return values[from]?.unicode ?? ''
    const step = size === 0 ? 0 : count / size
    return `[${Array.from({ length: size }, (_, i) => build(axis + 1, from + i * step, step)).join(', ')}]`
  }
  return build(0, 0, values.length)
}

/** A matrix; of more axes, the last one stays and the others become its rows. */
function matrix(rows: number, values: readonly Written[]): string {
  const columns = rows === 0 ? 0 : values.length / rows
  const lines = Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns))
  const text = lines.map((line) => line.map(({ latex }) => latex).join(' & ')).join(' \\cr ')
  return `\\begin{bmatrix}${text}\\end{bmatrix}`
}

/** Its numbers where they are few, else how large they are together: `[…] of norm 0.0123`. */
export function valueText(x: Tensor): Written {
  if (x.size <= few) return numbersOf(x)
  const norm = numeral(normOf(x), 4)
  return written(`[…] of norm ${norm.unicode}`, `[\\ldots]\\text{ of norm }${norm.latex}`, binding.sum)
}

/** A formula, the same with numbers in it, and its value: each once. Of a number, nothing more is to be said. */
export function distinct(stages: readonly string[], isNumber: boolean): readonly string[] {
  return isNumber ? stages.slice(0, 1) : stages.filter((stage, i) => stage !== stages[i - 1])
}

/** The root of the mean of the squares: unlike a norm, it does not grow with the number of elements. 0 where there are none. */
export function rootMeanSquare(x: Tensor): number {
  return x.size === 0 ? 0 : normOf(x) / Math.sqrt(x.size)
}

/** A measure, as it is told in text. */
export function short(value: number): string {
  return numeral(value, 3).unicode
}

/** The square root of the sum of all squares, which themselves may overflow or vanish. */
export function normOf(x: Tensor): number {
  const values = x.toTypedArray()
  let largest = 0
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0))
  if (largest === 0 || !Number.isFinite(largest)) return largest
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += ((values[i] ?? 0) / largest) ** 2
  return largest * Math.sqrt(sum)
}
