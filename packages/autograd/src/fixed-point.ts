import { add, apply, checkOptions, DomainError, type Op, sub, type Tensor } from '@adjoint/tensor'
import { checkAlike, checkOthers } from './check-alike.ts'
import { jvp } from './forward.ts'
import { checkFunction, checkTensors } from './given.ts'
import { fill, formOf, numbersOf, othersIn, type Packing, pack, packedShape, packingOf, unpack } from './packing.ts'
import { pullbackOf } from './reverse.ts'
import type { Products } from './rule.ts'
import { setRule } from './rules/index.ts'
import { mapTensors, tensorsOf, zipTensors } from './tree.ts'
import { withZeros } from './zeros.ts'

/** When to stop. */
export interface FixedPointOptions {
  /**
   * the largest change of a step at the end, relative to the largest number, or to 1; by default 16 rounding units. Of a
   * derivative, which may be as small as it likes: relative to the largest number alone
   */
  readonly tolerance?: number
  /** 1,000 by default */
  readonly maxSteps?: number
}

/** The start and the parameters of one call, with other tensors in them. */
interface Call<X, P> {
  readonly packing: Packing
  start(tensors: readonly Tensor[]): X
  parameters(tensors: readonly Tensor[]): P
  /** what is no tensor in them */
  readonly others: readonly string[]
}

/**
 * A solver: the x that a function maps to itself, found by applying it again and again. Its derivative is that of the solution,
 * by the implicit function theorem, and not of the steps: it costs another fixed point, and no memory for the steps.
 *
 *   x = f(x, p)      dx = ∂f/∂x dx + ∂f/∂p dp      p̄ = (∂f/∂p)ᵀ w   with w = x̄ + (∂f/∂x)ᵀ w
 *
 * @param f takes x and parameters, all trees of tensors, and gives the next x; it must be a contraction, which brings points closer together. Use parameters for
 *   all that is differentiated by
 * @param options when to stop
 * @returns a function of the first x and of the parameters; the first x has no influence on the derivative
 * @throws DomainError when f is no function, or from the function when it does not converge; ShapeError when f gives another
 *   shape or dtype than it takes; TraceError when f uses a traced value that is no parameter
 * @example
 * const root = fixedPoint((x: Tensor, a: Tensor) => x.add(a.div(x)).div(2)) // Heron's square root
 * grad((a: Tensor) => root(a, a))(tensor(9)) // Tensor f32[] 0.166667
 * @see Griewank & Faure (2002), Reduced functions, gradients and Hessians from fixed-point iterations for state equations
 */
export function fixedPoint<X, P extends readonly unknown[]>(
  f: (x: X, ...parameters: P) => X,
  options: FixedPointOptions = {},
): (start: X, ...parameters: P) => X {
  checkFunction('fixedPoint: f', f)
  checkOptions('fixedPoint', options, ['tolerance', 'maxSteps'])
  const { tolerance = 0, maxSteps = 1 } = options
  if (!(tolerance >= 0)) throw new DomainError(`fixedPoint: tolerance is ${tolerance}; give a number of 0 or more.`)
  if (!(Number.isInteger(maxSteps) && maxSteps > 0)) {
    throw new DomainError(`fixedPoint: maxSteps is ${maxSteps}; give an integer of 1 or more.`)
  }
  return solver(f, options, 1)
}

/** @param least changes are relative to the largest number, or to this: 0 for what is linear in its start, as derivatives are */
function solver<X, P extends readonly unknown[]>(
  f: (x: X, ...parameters: P) => X,
  options: FixedPointOptions,
  least: 0 | 1,
): (start: X, ...parameters: P) => X {
  const op: Op<Call<X, P>, number> = {
    name: 'fixedPoint',
    family: 'opaque',
    arity: Number.POSITIVE_INFINITY,
    infer: (_inputs, { packing }) => ({ shape: packedShape(packing), dtype: packing.dtype }),
    kernel: (inputs, { packing, start, parameters }) => {
      const step = (x: X): X => mapTensors(f(x, ...parameters(inputs)), (one) => numbersOf('fixedPoint', one))
      return numbersOf('fixedPoint', pack(tensorsOf(iterate(step, start(inputs), options, least)), packing))
    },
  }
  setRule(op as Op<unknown>, implicit(f, options) as Products<unknown, number>) // the rule is given what this op is applied to
  return (start, ...parameters) => {
    checkTensors('fixedPoint', [start])
    const first = tensorsOf(start)
    const count = first.length
    const [startForm, parametersForm] = [formOf(start), formOf(parameters)]
    const call: Call<X, P> = {
      packing: packingOf(first),
      start: (tensors) => fill(startForm, tensors.slice(0, count)),
      parameters: (tensors) => fill(parametersForm, tensors.slice(count)),
      others: othersIn([start, parameters]),
    }
    return unpack(apply(op, [...first, ...tensorsOf(parameters)], call), start)
  }
}

/** The derivative of a solution. */
function implicit<X, P extends readonly unknown[]>(
  f: (x: X, ...parameters: P) => X,
  options: FixedPointOptions,
): Products<Call<X, P>, number> {
  const pulled = (x: X, g: X, parameters: P): X => pullbackOf((z: X) => f(z, ...parameters), [x])[1](g)[0]
  const pushed = (x: X, dx: X, parameters: P): X => jvp((z: X) => f(z, ...parameters), [x], [dx])[1]
  // solvers of their own, made when they are asked for: so they can be differentiated again
  const adjoint = () => solver((w: X, g: X, x: X, ...parameters: P) => sumOf(g, pulled(x, w, parameters)), options, 0)
  const tangent = () => solver((u: X, v: X, x: X, ...parameters: P) => sumOf(v, pushed(x, u, parameters)), options, 0)
  return {
    vjp: (g, y, inputs, call) => {
      const [x, parameters] = [unpack(y, call.start(inputs)), call.parameters(inputs)]
      const seed = unpack(g, x)
      const w = adjoint()(seed, seed, x, ...parameters)
      const cotangents = pullbackOf((...p: P) => f(x, ...p), parameters)[1](w)
      return [...tensorsOf(call.start(inputs)).map(() => null), ...tensorsOf(cotangents)]
    },
    jvp: (dinputs, y, inputs, call) => {
      const [x, parameters] = [unpack(y, call.start(inputs)), call.parameters(inputs)]
      if (tensorsOf(parameters).length === 0) return null
      const tangents = call.parameters(withZeros(dinputs, inputs))
      const v = jvp((...p: P) => f(x, ...p), [...parameters], [...tangents])[1]
      return pack(tensorsOf(tangent()(v, v, x, ...parameters)), call.packing)
    },
  }
}

/** Applies a function until its result no longer changes. */
function iterate<X>(step: (x: X) => X, start: X, { tolerance, maxSteps = 1000 }: FixedPointOptions, least: 0 | 1): X {
  let x = start
  let change = Number.POSITIVE_INFINITY
  for (let i = 0; i < maxSteps; i++) {
    const next = step(x)
    change = changeOf(x, next, least)
    x = next
    if (change <= (tolerance ?? 16 * roundingUnit(x))) return x
    if (Number.isNaN(change)) {
      const advice =
        least === 1 ? 'start nearer to the solution' : 'its derivative is asked along a number that is not finite'
      throw new DomainError(`fixedPoint: step ${i + 1} gave NaN or infinity; ${advice}.`)
    }
  }
  throw new DomainError(
    `fixedPoint: no solution after ${maxSteps} steps: the last one still changed x by ${change.toPrecision(2)}. ` +
      'The function must be a contraction; give a better start, more maxSteps or a larger tolerance.',
  )
}

/** The largest difference of two trees, relative to the largest number of the second, or to `least`. */
function changeOf<X>(x: X, next: X, least: 0 | 1): number {
  checkOthers('fixedPoint', x, next)
  let [difference, size]: [number, number] = [0, least]
  zipTensors('fixedPoint', x, next, (a, b) => {
    checkAlike('fixedPoint', a, b)
    if (a.size === 0) return a
    difference = Math.max(difference, sub(b, a).abs().max().item())
    size = Math.max(size, b.abs().max().item())
    return a
  })
  if (difference === 0) return 0
  return size === Number.POSITIVE_INFINITY ? Number.NaN : difference / size
}

/** Of the coarsest float among the tensors. */
function roundingUnit(tree: unknown): number {
  return tensorsOf(tree).some(({ dtype }) => dtype === 'float32') ? 2 ** -24 : 2 ** -53
}

function sumOf<X>(a: X, b: X): X {
  return zipTensors('fixedPoint', a, b, (one, other) => add(one, other) as Tensor)
}
