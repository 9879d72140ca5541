import {
  apply,
  type ComposedOp,
  isFloat,
  mul,
  type Op,
  ShapeError,
  sameShape,
  sum,
  type Tensor,
  zeros,
} from '@adjoint/tensor'
import type { Arguments } from './argnums.ts'
import { closureOf } from './closure.ts'
import { checkFunction } from './given.ts'
import { fill, formOf, numbersOf, othersIn, type Packing, pack, packedShape, packingOf, unpack } from './packing.ts'
import { pairOf } from './pair.ts'
import { grad, pullbackOf } from './reverse.ts'
import type { Products } from './rule.ts'
import { setRule } from './rules/index.ts'
import { tensorsOf, zipTensors } from './tree.ts'
import type { VmapOptions } from './vmap.ts'
import { plus, withZeros, zerosLike } from './zeros.ts'

/** Any result. Because of the `[]`, TypeScript takes a list that a rule writes out for a tuple, where f gives one. */
// biome-ignore lint/complexity/noBannedTypes: with null and undefined it is all that there is
type Result = {} | null | undefined | []

/** One call of a function with a rule of its own. */
interface Call<A, Y> {
  /** the arguments, with other tensors */
  args(tensors: readonly Tensor[]): A
  /** the form of the result, once it has been seen, and the result itself between `infer` and `kernel` */
  readonly seen: { result?: Y; value?: Tensor }
  /** the arguments that are no tensors */
  readonly others: readonly string[]
}

/**
 * A function with a custom derivative, given as a pullback (reverse mode). Forward mode and higher derivatives come from it, too.
 *
 * In vmap both f and the rule are mapped. A function that reads numbers is called for each sample, and so is its rule in the
 * derivative of the map; in a map of the derivative the rule must read none.
 *
 * @param f takes and returns trees of tensors; all that it differentiates by must be an argument
 * @param rule of the same arguments; gives [y, pullback] as vjp does: the pullback takes a cotangent like y and gives an
 *   array of cotangents like the arguments. It must be linear in the cotangent, which forward mode relies on, and is
 *   differentiated again for a second derivative
 * @returns a function like f
 * @throws DomainError when f, the rule or its pullback is no function; ShapeError when the rule is asked and its pullback
 *   gives no trees like the arguments; TraceError from the function when f uses a traced value that is no argument
 * @example
 * // a slope that is cut off where it is large
 * const gentle = customVjp((x: Tensor) => x.square(), (x) => [x.square(), (g) => [x.mul(2).clip(-1, 1).mul(g)]])
 * grad((x: Tensor) => gentle(x).sum())(tensor([0.1, 30])) // Tensor f32[2] [0.2, 1]
 */
export function customVjp<A extends Arguments, Y extends Result>(
  f: (...xs: A) => Y,
  rule: (...xs: NoInfer<A>) => [NoInfer<Y>, (g: NoInfer<Y>) => readonly [...NoInfer<A>]],
): (...xs: A) => Y {
  checkFunction('customVjp: the rule', rule)
  const cotangents = (call: Call<A, Y>, x: readonly Tensor[], g: Tensor): Tensor[] => {
    const args = call.args(x)
    const [, pullback] = pairOf(rule(...args), 'customVjp: the rule', '[y, pullback]')
    checkFunction('customVjp: the pullback', pullback)
    return aligned('customVjp', args, pullback(unpack(g, call.seen.result as Y))) // f has run before its derivative
  }
  return withProducts('customVjp', f, {
    vjp: (g, _y, x, call) => cotangents(call, x, g),
    // the pullback is linear in g, and so ⟨pullback(g), dx⟩ = ⟨g, J dx⟩ has the tangent as its gradient by g
    jvp: (dx, y, x, call) =>
      grad(
        (g: Tensor) =>
          cotangents(call, x, g)
            .map((cotangent, i) => (dx[i] ? sum(mul(cotangent, dx[i])) : null))
            .reduce(plus, null) ?? zeros([], { dtype: y.dtype }),
      )(zerosLike(y)),
  })
}

/**
 * A function with a custom derivative, given as a pushforward (forward mode). Reverse mode and higher derivatives come from it, too.
 *
 * @param f takes and returns trees of tensors; all that it differentiates by must be an argument
 * @param rule takes the arguments and their tangents, in arrays, and gives [y, dy] as jvp does; dy must be linear in the
 *   tangents
 * @returns a function like f
 * @throws DomainError when f or the rule is no function; ShapeError when a tangent of the rule has not its result's shape;
 *   TraceError from the function when f uses a traced value that is no argument
 * @example
 * const half = customJvp((x: Tensor) => x.abs(), ([x], [dx]) => [x.abs(), where(x.less(0), dx.neg(), dx)]) // 1 at 0
 * grad((x: Tensor) => half(x).sum())(tensor([0, -2])) // Tensor f32[2] [1, -1]
 */
export function customJvp<A extends Arguments, Y extends Result>(
  f: (...xs: A) => Y,
  rule: (xs: NoInfer<A>, dxs: NoInfer<A>) => [NoInfer<Y>, NoInfer<Y>],
): (...xs: A) => Y {
  checkFunction('customJvp: the rule', rule)
  const tangent = (call: Call<A, Y>, x: readonly Tensor[], dx: readonly Tensor[]): Tensor => {
    const [, dy] = pairOf(rule(call.args(x), call.args(dx)), 'customJvp: the rule', '[y, dy]')
    const leaves = zipTensors('customJvp', call.seen.result, dy, (y, one) => {
      if (!isFloat(y.dtype)) return y // which is zeros
      if (sameShape(y.shape, one.shape)) return one
      const found = `the rule gave a tangent ${one.describe()} for a result ${y.describe()}`
      throw new ShapeError(`customJvp: ${found}; give one of its shape.`)
    })
    return pack(tensorsOf(leaves), packingOf(tensorsOf(leaves)))
  }
  return withProducts('customJvp', f, {
    jvp: (dx, _y, x, call) => tangent(call, x, withZeros(dx, x)),
    // the tangent is linear in dx, and its transpose at any place, such as 0, is the pullback
    vjp: (g, _y, x, call) => pullbackOf((dx: readonly Tensor[]) => tangent(call, x, dx), [x.map(zerosLike)])[1](g)[0],
  })
}

/** Makes of a function of a sample one of a batch, as vmap does; `inAxes` lists an axis, or several, for each argument. */
export type Mapping = <A extends readonly unknown[], Y>(
  f: (...xs: A) => Y,
  inAxes: NonNullable<VmapOptions['inAxes']>,
) => (...xs: A) => Y

/** A call as a function of batches: it differentiates by its own rule, which is mapped, too. */
type OfBatches = (call: unknown, batched: readonly boolean[], map: Mapping) => (x: readonly Tensor[]) => Tensor

const ofBatches: WeakMap<object, OfBatches> = /* @__PURE__ */ new WeakMap()

/** Is it a call of a function with a rule of its own? Then gives it as a function of batches. */
export function customOfBatches(op: object, ...call: Parameters<OfBatches>): ReturnType<OfBatches> | null {
  return ofBatches.get(op)?.(...call) ?? null
}

/** f as an op that differentiates by the given products. */
function withProducts<A extends Arguments, Y>(
  kind: string,
  f: (...xs: A) => Y,
  products: Products<Call<A, Y>, number>,
  name: string = f.name || kind,
): (...xs: A) => Y {
  checkFunction(`${kind}: f`, f)
  const seen = (call: Call<A, Y>, y: Y): Packing => {
    call.seen.result = formOf(y)
    return packingOf(tensorsOf(y))
  }
  const compose = (inputs: readonly Tensor[], call: Call<A, Y>): Tensor => {
    const y = f(...call.args(inputs))
    return pack(tensorsOf(y), seen(call, y))
  }
  const op: ComposedOp<Call<A, Y>, number> = {
    name,
    family: 'composed',
    arity: Number.POSITIVE_INFINITY,
    // numbers are there to be read, unless somebody only records: then f is run once, and here
    infer: (inputs, call) => {
      if (inputs.every(({ tracedBy }) => tracedBy === null)) {
        call.seen.value = compose(inputs, call)
        return call.seen.value
      }
      const packing = seen(call, closureOf(f, call.args(inputs)).result)
      return { shape: packedShape(packing), dtype: packing.dtype }
    },
    compose,
    kernel: (inputs, call) => {
      const { value = compose(inputs, call) } = call.seen
      delete call.seen.value
      return numbersOf(kind, value)
    },
  }
  setRule(op as Op<unknown>, products as Products<unknown, number>) // the rule is given what this op is applied to
  ofBatches.set(op, (given, batched, map) => {
    const call = given as Call<A, Y> // the attributes of this op
    const inAxes = batched.map((is) => (is ? 0 : null))
    const one = (x: readonly Tensor[]): Tensor => compose(x, call)
    const back = (g: Tensor, y: Tensor, x: readonly Tensor[]) => products.vjp(g, y, x, call)
    const ahead = (dx: readonly (Tensor | null)[], y: Tensor, x: readonly Tensor[]) => products.jvp(dx, y, x, call)
    const mapped: Products<unknown, number> = {
      // what all samples share was broadcast: products.ts sums its cotangents
      vjp: (gs, y, x) => map(back, [0, 0, inAxes])(gs, y, x),
      jvp: (dx, y, x) => map(ahead, [inAxes, 0, inAxes])(dx, y, x),
    }
    return withProducts(kind, map(one, [inAxes]), mapped, name)
  })
  return (...xs) => {
    const form = formOf(xs)
    const call: Call<A, Y> = { args: (tensors) => fill(form, tensors), seen: {}, others: othersIn(xs) }
    const y = apply(op, tensorsOf(xs), call)
    return unpack(y, call.seen.result as Y) // whoever gave y has run f, or recorded it
  }
}

/** The cotangents in the order of the arguments' tensors. */
function aligned(owner: string, args: unknown, cotangents: unknown): Tensor[] {
  const found: Tensor[] = []
  zipTensors(owner, args, cotangents, (x, g) => {
    if (isFloat(x.dtype) && !sameShape(x.shape, g.shape)) {
      throw new ShapeError(
        `${owner}: the pullback gave a cotangent ${g.describe()} for an argument ${x.describe()}; give one of its shape.`,
      )
    }
    found.push(isFloat(x.dtype) ? g : x)
    return x
  })
  return found
}
