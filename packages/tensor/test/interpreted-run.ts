// Prints what every op gives of many inputs. interpreted.test.ts runs it where no code may be generated.
import fc from 'fast-check'
import { matmul, ops, type Tensor } from '../src/index.ts'
import { dtypes, placed, placements, shapes, tensors } from './arbitraries.ts'
import { subjects } from './examples.ts'

/** Written out so that JSON keeps -0, NaN and the infinities, and every digit. */
function written(make: () => Tensor): string {
  try {
    const y = make()
    const numbers = Array.from(y.toTypedArray(), (value) => (Object.is(value, -0) ? '-0' : String(value)))
    return `${y.dtype}[${y.shape}] ${numbers.join(' ')}`
  } catch (error) {
    return String(error)
  }
}

const arithmetic = [ops.add, ops.mul, ops.mulAbsorbing, ops.square, ops.maximum, ops.pow, ops.remainder]
const functions = [ops.floor, ops.ceil, ops.round, ops.erf, ops.sin, ops.atan2]

const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] => fc.sample(arbitrary, { seed: 7, numRuns: count })

/** One line for each call; the same inputs each time. */
export function lines(): string[] {
  const where = sample(placements, 5)
  const examples = subjects.flatMap((subject) =>
    dtypes.flatMap((dtype) =>
      where.map((placement, k) => {
        const inputs = subject.inputs(dtype, k).map((x) => placed(x, placement))
        return `${subject.name} ${written(() => subject.call(...inputs))}`
      }),
    ),
  )
  // any numbers at all: NaN, infinities, integers whose products need more than 53 bits
  const wild = dtypes.flatMap((dtype) => {
    const pairs = shapes(3).chain((shape) => fc.tuple(tensors(shape, dtype), tensors(shape, dtype)))
    const elementwise = sample(pairs, 30).flatMap(([a, b]) =>
      [...arithmetic, ...functions, ops.equal, ops.logicalAnd, ops.sum, ops.max, ops.mean].map(
        (op) => `${op.op.name} ${written(() => Reflect.apply(op, undefined, op.op.arity === 1 ? [a] : [a, b]))}`,
      ),
    )
    const factors = fc
      .tuple(fc.nat(9), fc.nat(9), fc.nat(9))
      .chain(([m, k, n]) => fc.tuple(tensors([m, k], dtype), tensors([k, n], dtype)))
    return [...elementwise, ...sample(factors, 30).map(([a, b]) => `matmul ${written(() => matmul(a, b))}`)]
  })
  return [...examples, ...wild]
}

export function canGenerateCode(): boolean {
  try {
    return new Function('return true')()
  } catch {
    return false
  }
}

if (import.meta.main) console.log(JSON.stringify({ generated: canGenerateCode(), lines: lines() }))
