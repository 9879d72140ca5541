import {
  apply,
  astype,
  DomainError,
  DTypeError,
  isFloat,
  nextLevel,
  type Op,
  type Shape,
  ShapeError,
  sameShape,
  Tensor,
  type Trace,
} from '@adjoint/tensor'
import { checkFunction, checkTensors, returned } from './given.ts'
import { pushforward } from './products.ts'
import { mapTensors, zipTensors } from './tree.ts'
import { zerosLike } from './zeros.ts'

type Read = ReturnType<Tensor['read']>

/** A dual number of forward mode: a value and its tangent, its derivative along the chosen direction. */
class Dual extends Tensor {
  readonly tracedBy: ForwardTrace
  readonly primal: Tensor
  readonly tangent: Tensor

  constructor(trace: ForwardTrace, primal: Tensor, tangent: Tensor) {
    super()
    this.tracedBy = trace
    this.primal = primal
    this.tangent = tangent
  }

  get shape(): Shape {
    return this.primal.shape
  }

  get dtype(): Tensor['dtype'] {
    return this.primal.dtype
  }

  read(): Read {
    return this.primal.read()
  }

  describe(): string {
    return this.primal.describe()
  }
}

/** Forward mode: every op is run on the values, and its tangent is computed at once from those of its inputs. */
class ForwardTrace implements Trace {
  readonly level: number = nextLevel()
  open = true

  process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor {
    const x = inputs.map((input) => this.primal(input))
    const y = apply(op, x, attrs)
    const dx = inputs.map((input) => this.tangent(input))
    const tangent = pushforward({ op, attrs, x, y }, dx)
    return tangent === null ? y : new Dual(this, y, tangent)
  }

  primal(x: Tensor): Tensor {
    return x instanceof Dual && x.tracedBy === this ? x.primal : x
  }

  tangent(x: Tensor): Tensor | null {
    return x instanceof Dual && x.tracedBy === this ? x.tangent : null
  }
}

/**
 * The value of a function and its derivative along a direction, in one forward pass.
 *
 *   dy = J dx      J the Jacobian of f at xs
 *
 * @param f takes and returns trees of tensors
 * @param xs the arguments, in an array
 * @param dxs their tangents: an array of trees like xs
 * @returns [y, dy], both like f's result
 * @throws DomainError when f is no function, or returns nothing, or the arguments are no arrays, or hold no tensor;
 *   ShapeError when a tangent has not its argument's shape; DTypeError when a float argument's tangent is no float. Integer
 *   and bool arguments are constants, whatever stands beside them
 * @example jvp((x: Tensor) => x.square(), [tensor(3)], [tensor(1)]) // [Tensor f32[] 9, Tensor f32[] 6]
 */
export function jvp<A extends readonly unknown[], Y>(
  f: (...xs: A) => Y,
  xs: readonly [...A],
  dxs: readonly [...A],
): [Y, Y] {
  return pushed('jvp', f, xs, dxs)
}

/** The same, for a transform of that name. */
export function pushed<A extends readonly unknown[], Y>(
  owner: string,
  f: (...xs: A) => Y,
  xs: readonly [...A],
  dxs: readonly [...A],
): [Y, Y] {
  checkFunction(`${owner}: f`, f)
  checkArguments(owner, xs, dxs)
  const trace = new ForwardTrace()
  const duals = zipTensors(owner, xs, dxs, (x, dx) =>
    isFloat(x.dtype) ? new Dual(trace, x, tangentLike(owner, x, dx)) : x,
  )
  let y: Y
  try {
    y = returned(owner, f(...duals))
  } finally {
    trace.open = false
  }
  return [mapTensors(y, (leaf) => trace.primal(leaf)), mapTensors(y, (leaf) => trace.tangent(leaf) ?? zerosLike(leaf))]
}

/** Throws unless both are lists, of which the first holds a tensor to differentiate by. */
export function checkArguments(owner: string, xs: readonly unknown[], dxs: readonly unknown[]): void {
  if (!Array.isArray(xs) || !Array.isArray(dxs)) {
    throw new DomainError(`${owner}: the arguments and their tangents come in arrays; write ${owner}(f, [x], [dx]).`)
  }
  checkTensors(owner, xs)
}

/** A tangent as its argument needs it: of its shape, in its dtype. */
export function tangentLike(owner: string, x: Tensor, dx: Tensor): Tensor {
  if (!isFloat(dx.dtype)) throw new DTypeError(`${owner}: a tangent is ${dx.dtype}; give float32 or float64.`)
  if (sameShape(x.shape, dx.shape)) return astype(dx, x.dtype)
  throw new ShapeError(`${owner}: the tangent ${dx.describe()} has not the shape of its argument ${x.describe()}.`)
}
