import type { FloatDType, Shape } from '@adjoint/tensor'
import { type FunctionBuilder, i32, type Local, lowerHalves, type Value, v128 } from '@adjoint/wasm'
import { type Addresses, lanesOf } from './context.ts'
import { Pointers } from './pointers.ts'

type Vector = Value<'v128'>

/** A copy from one order of the axes to another. */
export interface Relayout {
  readonly shape: Shape
  readonly dtype: FloatDType
  readonly source: Addresses
  readonly target: Addresses
  /** the axis along which the elements lie side by side, in the source and in the target; they differ */
  readonly sourceAxis: number
  readonly targetAxis: number
}

/**
 * Copies in square blocks that are transposed in registers. The second block of an axis overlaps the first where the blocks
 * would not end with the axis, so that nothing is written beyond the end.
 */
export function emitRelayout(f: FunctionBuilder, relayout: Relayout): void {
  const { shape, dtype, source, target, sourceAxis, targetAxis } = relayout
  const others = shape.map((_, axis) => axis).filter((axis) => axis !== sourceAxis && axis !== targetAxis)
  const pointers = new Pointers(f, others.map((axis) => shape[axis] ?? 1), null) // biome-ignore format: one line
  const along = ({ base, steps }: Addresses) => pointers.place({ base, steps: others.map((axis) => steps[axis] ?? 0) })
  const [from, to] = [along(source), along(target)]
  const [reading, writing] = [f.local('i32'), f.local('i32')]
  const lanes = lanesOf(dtype)
  const move = (axis: number, by: Value<'i32'>): void => {
    const bytes = ({ steps }: Addresses): Value<'i32'> => i32.mul(by, i32.const(steps[axis] ?? 0))
    f.run(reading.set(i32.add(reading, bytes(source))), writing.set(i32.add(writing, bytes(target))))
  }
  /** Blocks along an axis; the pointers are afterwards where they were. */
  const blocks = (axis: number, body: () => void): void => {
    const size = shape[axis] ?? 1
    const by = f.let(i32.const(size % lanes || lanes))
    f.repeat(Math.ceil(size / lanes), () => {
      body()
      move(axis, by)
      f.run(by.set(i32.const(lanes)))
    })
    move(axis, i32.const(-size))
  }
  pointers.nest(0, others.length, () => {
    f.run(reading.set(from.at), writing.set(to.at))
    blocks(targetAxis, () =>
      blocks(sourceAxis, () => {
        const rows = Array.from({ length: lanes }, (_, i) =>
          f.let(v128.load({ at: reading, offset: from.offset + i * (source.steps[targetAxis] ?? 0) })),
        )
        for (const [j, column] of transposed(f, rows).entries()) {
          f.run(v128.store({ at: writing, offset: to.offset + j * (target.steps[sourceAxis] ?? 0) }, column))
        }
      }),
    )
  })
}

const lowPairs = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23]
const highPairs = [8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31]
const upperHalves = [8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31]

/** The transpose of a block: of two rows of two lanes, or four of four. */
function transposed(f: FunctionBuilder, rows: readonly Local<'v128'>[]): Vector[] {
  const [a, b, c, d] = rows
  if (a === undefined || b === undefined) return [...rows]
  if (c === undefined || d === undefined) return [v128.shuffle(lowerHalves, a, b), v128.shuffle(upperHalves, a, b)]
  const [low, lower] = [f.let(v128.shuffle(lowPairs, a, b)), f.let(v128.shuffle(lowPairs, c, d))]
  const [high, higher] = [f.let(v128.shuffle(highPairs, a, b)), f.let(v128.shuffle(highPairs, c, d))]
  return [
    v128.shuffle(lowerHalves, low, lower),
    v128.shuffle(upperHalves, low, lower),
    v128.shuffle(lowerHalves, high, higher),
    v128.shuffle(upperHalves, high, higher),
  ]
}
