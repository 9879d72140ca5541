import { checkDifferentiable } from '../check.ts'
import { type Adapter, differentiable, floatInputs } from '../differentiable.ts'
import { GradientError } from '../errors.ts'
import { coarsestEpsilon, cotangentOf, isFloat, type NDArray, ndarray, sizeOf } from '../ndarray.ts'
import { report } from '../report.ts'
import { type ElementwiseExample, inputsOf } from './example.ts'
import { expectAllSame, expectClose, expectSame, expectShape } from './expect.ts'

/** 16: empty operands have empty gradients, and the others zeros. */
export function empty<T>(adapter: Adapter<T>, example: ElementwiseExample<T>): void {
  const at = inputsOf(example, { shapes: [[0, 3], [3], [1, 1]] })
  const f = differentiable(adapter, example.call)
  const value = f.value(at)
  expectShape(value, [0, 3], 'the value')
  const gradients = f.vjp(at, cotangentOf(value))
  for (const k of floatInputs(at)) {
    const x = at[k]
    if (x) expectSame(gradients[k] ?? x, ndarray(x.data.map(() => 0), x.shape), `the gradient of input ${k}`) // biome-ignore format: one line
  }
  const tangent = f.jvp?.(at, at)
  if (tangent) expectSame(tangent, value, 'the tangent')
}

/** 17: 0-d stays 0-d, and has the derivative of the same number in a list. */
export function zeroD<T>(adapter: Adapter<T>, example: ElementwiseExample<T>): void {
  const f = differentiable(adapter, example.call)
  const at = inputsOf(example, { shapes: example.operands.map(() => []) })
  const lists = at.map((x) => ({ ...x, shape: [1] }))
  const expected = f.vjp(lists, cotangentOf(f.value(lists))).map((x) => ({ ...x, shape: [] }))
  const floats = floatInputs(at)
  const value = f.value(at)
  expectSame(value, { ...f.value(lists), shape: [] }, 'the value')
  const tangent = f.jvp?.(at, at)
  if (tangent) expectShape(tangent, [], 'the tangent')
  const gradients = f.vjp(at, cotangentOf(value))
  expectAllSame(
    floats.flatMap((k) => gradients[k] ?? []),
    floats.flatMap((k) => expected[k] ?? []),
    'the gradient of a 0-d input',
  )
}

const whole = [2, 3, 2]
const parts = [[], [2], [3, 1], [1, 3, 2], [2, 1, 1], [1, 1, 1]]

/** 8: an operand repeated by hand gives the same, and its gradient is then the sum over the repetitions. */
export function broadcast<T>(adapter: Adapter<T>, example: ElementwiseExample<T>): void {
  const f = differentiable(adapter, example.call)
  for (const small of example.operands.keys()) {
    for (const part of parts) {
      const at = inputsOf(example, { shapes: example.operands.map((_, k) => (k === small ? part : whole)) })
      const owners = at.map(({ shape }) => ownersOf(shape))
      const tiled = at.map((x, k) =>
        ndarray(
          (owners[k] ?? []).map((place) => x.data[place] ?? Number.NaN),
          whole,
          x.dtype,
        ),
      )
      const value = f.value(tiled)
      expectSame(f.value(at), value, `operand ${small} of shape [${part.join(', ')}]: the value`)
      const g = cotangentOf(value)
      const [gradients, terms] = [f.vjp(at, g), f.vjp(tiled, g)]
      for (const k of floatInputs(at)) {
        expectSummed(
          gradients[k],
          terms[k],
          owners[k] ?? [],
          coarsestEpsilon(...at),
          `operand ${k} of ${small}: [${part.join(', ')}]`,
        )
      }
    }
  }
}

/** For each place of `whole` the place of the smaller array that stands there. */
function ownersOf(shape: readonly number[]): number[] {
  const lead = whole.length - shape.length
  return Array.from({ length: sizeOf(whole) }, (_, place) => {
    let [rest, at, stride] = [place, 0, 1]
    for (let axis = whole.length - 1; axis >= 0; axis--) {
      const index = rest % (whole[axis] ?? 1)
      rest = Math.floor(rest / (whole[axis] ?? 1))
      const size = axis < lead ? 1 : (shape[axis - lead] ?? 1)
      if (size > 1) at += index * stride
      stride *= size
    }
    return at
  })
}

function expectSummed(
  gradient: NDArray | undefined,
  terms: NDArray | undefined,
  owners: readonly number[],
  eps: number,
  what: string,
): void {
  gradient?.data.forEach((value, place) => {
    const own = (terms?.data ?? []).filter((_, at) => owners[at] === place)
    const [sum, magnitude] = [own.reduce((a, b) => a + b, 0), own.reduce((a, b) => a + Math.abs(b), 0)]
    expectClose(value, sum, magnitude, eps, `${what}, element ${place} of the gradient`)
  })
}

/** 7: operands of different dtypes: each gradient has its own operand's. */
export function mixedDTypes<T>(adapter: Adapter<T>, example: ElementwiseExample<T>): void {
  const f = differentiable(adapter, example.call)
  const at = inputsOf(example)
  for (const k of floatInputs(at)) {
    const mixed = at.map((x, i) => (isFloat(x.dtype) ? ndarray(x.data, x.shape, i === k ? 'float32' : 'float64') : x))
    const check = checkDifferentiable(f, mixed)
    if (check.verdict !== 'pass') throw new GradientError(report(check), check)
  }
}
