import { type Adapter, type Differentiable, differentiable, floatInputs } from '../differentiable.ts'
import { genericDirection } from '../directions.ts'
import { coarsestEpsilon, cotangentOf, filled, like, type NDArray } from '../ndarray.ts'
import { inputsOf, type OpExample } from './example.ts'
import { expectAllSame, expectClose, expectSame } from './expect.ts'

/** The two products of a function's Jacobian at a point, as maps from lists of arrays to lists of arrays. */
function productsOf(
  f: Differentiable,
  at: readonly NDArray[],
): { [name: string]: [product: Product, sample: NDArray[]] } {
  const { jvp } = f
  const y = f.value(at)
  const floats = (arrays: readonly NDArray[]): NDArray[] => floatInputs(at).flatMap((k) => arrays[k] ?? [])
  return {
    'the reverse product': [([g = y]) => floats(f.vjp(at, g)), [y]],
    ...(jvp && { 'the forward product': [(dx: readonly NDArray[]) => [jvp(at, dx)], [...at]] }),
  }
}

type Product = (v: readonly NDArray[]) => readonly NDArray[]

/** 3: both products are linear, and give exactly 0 for 0. */
export function linear<T>(adapter: Adapter<T>, example: OpExample<T>): void {
  const at = inputsOf(example)
  const f = differentiable(adapter, example.call)
  const eps = coarsestEpsilon(f.value(at), ...at)
  for (const [name, [product, sample]] of Object.entries(productsOf(f, at))) {
    const [v, w] = [genericDirection(sample, 2, eps), genericDirection(sample, 3, eps)]
    const both = v.map((x, k) => like(x, x.data.map((value, i) => 2 * value - 3 * (w[k]?.data[i] ?? 0)))) // biome-ignore format: one line
    const [ofV, ofW, ofBoth] = [product(v), product(w), product(both)]
    ofBoth.forEach(({ data }, k) => {
      const [p, q] = [ofV[k]?.data ?? [], ofW[k]?.data ?? []]
      // a sum inside the product may have cancelled: its terms are of the size of all the others
      const magnitude = [...p, ...q].reduce((sum, term) => sum + Math.abs(term), 0)
      data.forEach((value, i) => {
        expectClose(value, 2 * (p[i] ?? 0) - 3 * (q[i] ?? 0), magnitude, eps, `${name} of 2v - 3w, element ${i}`)
      })
    })
    for (const zero of product(v.map((x) => filled(x, 0)))) expectSame(zero, filled(zero, 0), `${name} of 0`)
  }
}

/** 18: a second run on the same tensors gives the same bits, and changes none of them. */
export function repeatable<T>(adapter: Adapter<T>, example: OpExample<T>): void {
  const at = inputsOf(example)
  const made = new Map<NDArray, T>()
  const kept: Adapter<T> = {
    ...adapter,
    tensor: (x) => {
      const tensor = made.get(x) ?? adapter.tensor(x)
      made.set(x, tensor)
      return tensor
    },
  }
  const f = differentiable(kept, example.call)
  const value = f.value(at)
  expectSame(f.value(at), value, 'the value of a second run')
  for (const [name, [product, sample]] of Object.entries(productsOf(f, at))) {
    const v = genericDirection(sample, 2, 2 ** -52)
    expectAllSame(product(v), product(v), name)
  }
  for (const [x, tensor] of made) expectSame(adapter.read(tensor), x, 'an operand or cotangent afterwards')
}

/** 15: strided views give what copies give. */
export function views<T>(adapter: Adapter<T>, example: OpExample<T>): void {
  const { view } = adapter
  if (view === undefined) return
  const at = inputsOf(example)
  const [ofCopies, ofViews] = [
    differentiable(adapter, example.call),
    differentiable({ ...adapter, tensor: view }, example.call),
  ]
  const value = ofCopies.value(at)
  expectSame(ofViews.value(at), value, 'the value of a view')
  const g = cotangentOf(value)
  expectAllSame(ofViews.vjp(at, g), ofCopies.vjp(at, g), 'the gradient of a view')
  const dx = genericDirection(at, 2, 2 ** -52)
  const [tangent, expected] = [ofViews.jvp?.(at, dx), ofCopies.jvp?.(at, dx)]
  if (tangent && expected) expectSame(tangent, expected, 'the tangent of a view')
}
