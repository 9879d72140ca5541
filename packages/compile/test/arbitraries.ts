import { type FloatDType, fromTypedArray, type Shape, type Tensor } from '@adjoint/tensor'
import { allocate, sizeOf } from '@adjoint/tensor/backend'
import fc from 'fast-check'

/** Sizes around the steps of vectors, which are 4 and 8 elements. */
export const sizes: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 3, arbitrary: fc.constantFrom(15, 16, 17, 31, 32, 33) },
  { weight: 1, arbitrary: fc.constantFrom(64, 100, 129) },
)

/** Shapes of such sizes, of `most` elements at most. */
export function shapes(maxRank = 4, most = 3000): fc.Arbitrary<number[]> {
  return fc.array(sizes, { maxLength: maxRank, size: 'max' }).map((all) => {
    let room = most
    return all.map((size) => {
      const kept = Math.min(size, room)
      room = Math.floor(room / kept)
      return kept
    })
  })
}

export const floats: fc.Arbitrary<FloatDType> = fc.constantFrom('float32', 'float64')

/** What the numbers of a tensor are like; singular ones are special, too, but not huge. */
export type Numbers = 'smooth' | 'ties' | 'singular' | 'special'

const singular = [0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 2 ** -149, -(2 ** -140), 2 ** -1074, 0.5]
const specials = [...singular, 3e38, -3e38, -1e300]

/** A tensor of numbers that a seed decides: fast-check would take long to choose thousands. */
export function filled(shape: Shape, dtype: FloatDType, seed = 1, kind: Numbers = 'smooth'): Tensor {
  const data = allocate(dtype, sizeOf(shape))
  let state = seed
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const number = Math.floor(state / 2 ** 8)
    const list = kind === 'special' ? specials : singular
    if (kind === 'special' || kind === 'singular') data[i] = list[number % list.length] ?? 0
    else data[i] = kind === 'ties' ? (number % 5) - 2 : number / 2 ** 22 - 2
  }
  return fromTypedArray(data, shape)
}

/** A tensor that is seen in another way: the shape of what is stored, and what is done to it. */
export interface View {
  readonly name: string
  readonly stored: readonly number[]
  readonly see: (x: Tensor) => Tensor
}

/** Views of that shape: as it is, transposed, sliced, repeated, reshaped, and two of that in a row. */
export function views(shape: readonly number[]): fc.Arbitrary<View> {
  const view = simpleViews(shape)
  const twice = view.chain((outer) =>
    simpleViews(outer.stored).map(
      (inner): View => ({
        name: `${inner.name}, ${outer.name}`,
        stored: inner.stored,
        see: (x) => outer.see(inner.see(x)),
      }),
    ),
  )
  return fc.oneof(view, twice)
}

function simpleViews(shape: readonly number[]): fc.Arbitrary<View> {
  const plain: View = { name: 'plain', stored: shape, see: (x) => x }
  return fc.oneof(fc.constant(plain), transposed(shape), sliced(shape), repeated(shape), reshaped(shape))
}

function transposed(shape: readonly number[]): fc.Arbitrary<View> {
  const axes = shape.map((_, axis) => axis)
  return fc.shuffledSubarray(axes, { minLength: axes.length }).map((order) => {
    const stored = new Array<number>(order.length)
    for (const [axis, from] of order.entries()) stored[from] = shape[axis] ?? 1
    return { name: `transpose ${order}`, stored, see: (x) => x.transpose(order) }
  })
}

function sliced(shape: readonly number[]): fc.Arbitrary<View> {
  const axis = fc.tuple(fc.constantFrom(1, 1, -1, 2, -2, 3), fc.nat(2), fc.nat(2))
  return fc.array(axis, { minLength: shape.length, maxLength: shape.length }).map((parts) => {
    const stored = parts.map(([step, before, after], i) => {
      return before + ((shape[i] ?? 1) - 1) * Math.abs(step) + 1 + after
    })
    const items = parts.map(([step, before], i) => {
      const last = before + ((shape[i] ?? 1) - 1) * Math.abs(step)
      if (step > 0) return [before, last + 1, step] as const
      return [last, before === 0 ? null : before - 1, step] as const
    })
    return { name: `slice ${JSON.stringify(items)}`, stored, see: (x) => x.slice(...items) }
  })
}

function repeated(shape: readonly number[]): fc.Arbitrary<View> {
  const ones = fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length })
  return fc.tuple(ones, fc.nat(shape.length)).map(([once, dropped]) => {
    const stored = shape.map((size, axis) => (once[axis] ? 1 : size)).slice(dropped)
    return { name: 'broadcastTo', stored, see: (x) => x.broadcastTo(shape) }
  })
}

function reshaped(shape: readonly number[]): fc.Arbitrary<View> {
  const single = shape.indexOf(1)
  const flat: View = { name: 'reshape', stored: [sizeOf(shape)], see: (x) => x.reshape(shape) }
  if (single < 0) return fc.constant(flat)
  const expanded = { name: 'expandDims', stored: shape.toSpliced(single, 1), see: (x: Tensor) => x.expandDims(single) }
  return fc.constantFrom(flat, expanded)
}

/** Views of shapes that broadcast to that one. */
export function operands(shape: readonly number[]): fc.Arbitrary<View> {
  const ones = fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length })
  const whole = { weight: 3, arbitrary: views(shape) }
  const less = fc.tuple(ones, fc.nat(shape.length)).chain(([once, dropped]) => {
    return views(shape.map((size, axis) => (once[axis] ? 1 : size)).slice(dropped))
  })
  return fc.oneof(whole, less)
}

/** A function of what its arguments are seen as. */
export function through<Y>(views: readonly View[], f: (...x: Tensor[]) => Y): (...x: Tensor[]) => Y {
  return (...x) => f(...x.map((one, i) => views[i]?.see(one) ?? one))
}
