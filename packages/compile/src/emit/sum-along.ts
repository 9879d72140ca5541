import type { FloatDType } from '@adjoint/tensor'
import { type FunctionBuilder, f32x4, f64x2, i32, type Local } from '@adjoint/wasm'

/** An axis up to this length is summed over in one go. */
const longestPart = 2048

/** Of a longer one, so many rounds are summed up for themselves: 512 terms in each lane of a dot product, some more in others. */
const roundsOfPart = 256

/** The axis of a product that is summed over, as a kernel goes along it. */
interface Axis {
  readonly dtype: FloatDType
  /** its length */
  readonly inner: number
  /** how many steps to take, and how many in a round of the loop */
  readonly steps: number
  readonly unrolled: number
  /** the pointers to the operands, and the bytes from step to step */
  readonly moving: readonly (readonly [Local<'i32'>, number])[]
}

/**
 * Goes along the axis that is summed over. Each part of a long one is summed up for itself, and then added to the total: what is
 * rounded off would grow with the length otherwise.
 *
 * @param sums zeros, to which each step adds a term; the totals in the end
 * @param step the k-th step from where the pointers are
 * @returns how many steps there are behind the pointers
 */
export function sumAlong(
  f: FunctionBuilder,
  { dtype, inner, steps, unrolled, moving }: Axis,
  sums: readonly Local<'v128'>[],
  step: (k: number) => void,
): number {
  const rounds = steps > unrolled ? Math.floor(steps / unrolled) : 0
  const rest = steps - rounds * unrolled
  const round = (): void => {
    for (let k = 0; k < unrolled; k++) step(k)
    for (const [at, bytes] of moving) f.run(at.set(i32.add(at, i32.const(unrolled * bytes))))
  }
  if (inner > longestPart) {
    const { add } = dtype === 'float32' ? f32x4 : f64x2
    const zero = f.local('v128') // never set
    const totals = sums.map((sum) => [sum, f.let(zero)] as const)
    const left = f.let(i32.const(rounds % roundsOfPart || roundsOfPart))
    f.repeat(Math.ceil(rounds / roundsOfPart), () => {
      f.repeat(left, round)
      f.run(left.set(i32.const(roundsOfPart)))
      for (const [sum, total] of totals) f.run(total.set(add(total, sum)), sum.set(zero))
    })
    for (const [sum, total] of totals) f.run(sum.set(total))
  } else if (rounds > 0) f.repeat(rounds, round)
  for (let k = 0; k < rest; k++) step(k)
  return rest
}
