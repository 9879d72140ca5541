import type { Buffer } from '../array.ts'
import { type DType, dtypeOf } from '../dtype.ts'
import type { Formula } from '../scalar/algebra.ts'
import { sizeOf } from '../shape.ts'
import { formulaLoop } from './formula-loop.ts'
import { compileLoop, type Loop, loopSource, type Nested, nested, type Operand } from './loop.ts'

/** The number itself; as bool whether it is any but 0. */
export const identity: Formula = (_m, x) => x

/** Copies `source` into `target`, an array of the same shape that is still being made; converts between dtypes. */
export function assign(target: Buffer, source: Buffer): void {
  if (sizeOf(target.shape) === 0) return
  const nest = nested(target.shape, [target, source])
  const { shape, operands } = nest
  const dtypes = [dtypeOf(target.data), dtypeOf(source.data)] as const
  const rows = convertsByRows(...dtypes) && haveLongRows(nest) ? rowLoop(shape.length - 1) : null
  const loop = rows ?? formulaLoop(identity, dtypes, shape.length)
  loop(shape, operands)
}

/** True where `set` stores what a loop does; it would cut numbers to the lowest 8 bits for bool. */
function convertsByRows(to: DType, from: DType): boolean {
  return to === from || to !== 'bool'
}

/** From here on copying a row at once is faster than a loop over its numbers. */
export const longRow = 64

function haveLongRows({ shape, operands }: Nested): boolean {
  return (shape.at(-1) ?? 0) >= longRow && operands.every(({ strides }) => strides.at(-1) === 1)
}

const rowLoops: (Loop | null)[] = [([size = 0], [target, source]) => copyRow(size, target, source)]

function copyRow(size: number, target?: Operand, source?: Operand): void {
  if (target === undefined || source === undefined) return
  target.data.set(source.data.subarray(source.offset, source.offset + size), target.offset)
}

/** The loops around rows that are copied at once; the row's size stands behind the loops' sizes. Null without generated code. */
function rowLoop(rank: number): Loop | null {
  let loop = rowLoops[rank]
  if (loop === undefined) {
    const inside = `x0.set(x1.subarray(p1, p1 + shape[${rank}]), p0)`
    loop = compileLoop(loopSource(rank, 2, { inside }))
    rowLoops[rank] = loop
  }
  return loop
}
