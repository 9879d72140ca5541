import { maximum, type Tensor, tensor, where } from '@adjoint/tensor'
import fc from 'fast-check'
import { floats, sizes } from './arbitraries.ts'

/** Steps of random programs: each gives a value that broadcasts with its operands. */
const steps: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => a.add(b),
  (a, b) => a.mul(b).mul(0.5),
  (a, b) => a.sub(b).tanh(),
  (a, b) => where(a.greater(b), a, 0.25),
  (a, b) => maximum(a, b),
  (a) => a.relu(),
  (a) => a.square().neg().exp(),
  (a) => a.sum({ axis: -1, keepDims: true }).mul(0.1),
  (a) => a.mean({ axis: 0, keepDims: true }),
  (a) => a.max({ axis: -2, keepDims: true }),
  (a) => a.slice('...', [null, null, -1]),
  (a, b) => a.matmul(b.transpose()).mul(0.1).matmul(b).tanh(),
  (a) => a.slice([null, null, -1]).astype('float64'),
]

/** A random program over matrices of any sizes, and the shapes of its arguments. */
export interface SizedProgram {
  readonly dtype: 'float32' | 'float64'
  readonly shapes: readonly (readonly number[])[]
  readonly run: (...x: Tensor[]) => Tensor[]
  readonly seed: number
}

/** Random programs with fan-out, reductions, products and views, larger than a few steps of vectors. */
export const sizedPrograms: fc.Arbitrary<SizedProgram> = programsOf(sizes)

/** The same for matrices of so many rows. */
export function programsOf(rows: fc.Arbitrary<number>): fc.Arbitrary<SizedProgram> {
  return fc
    .record({
      dtype: floats,
      rows,
      columns: sizes,
      chosen: fc.array(fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999)), { minLength: 1, maxLength: 14, size: 'max' }),
      outputs: fc.array(fc.nat(999), { minLength: 1, maxLength: 3 }),
      seed: fc.nat(1e6),
    })
    .map(({ dtype, rows, columns, chosen, outputs, seed }) => ({
      dtype,
      seed,
      shapes: [
        [rows, columns],
        [1, columns],
        [rows, 1],
        [rows, columns],
      ],
      run(...x) {
        const values = [...x]
        const valueAt = (i: number): Tensor => values[i] ?? tensor(Number.NaN)
        const late = (at: number): Tensor => valueAt(values.length - 1 - (at % Math.min(6, values.length)))
        for (const [step, left, right] of chosen) {
          const apply = steps[step % steps.length]
          const [a, b] = [late(left), late(right)]
          // a product needs the columns of both
          const fits = a.shape.at(-1) === b.shape.at(-1) || step % steps.length !== 11
          if (apply !== undefined && fits) values.push(apply(a, b))
        }
        return [...outputs.map((at) => valueAt(at % values.length)), late(0)]
      },
    }))
}
