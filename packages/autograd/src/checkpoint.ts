import { apply, type ComposedOp, type MovementOp, type Tensor, zeros } from '@adjoint/tensor'
import { NDArray } from '@adjoint/tensor/backend'
import { closureOf, type Program, replay } from './closure.ts'
import { jvp } from './forward.ts'
import { checkFunction, returned } from './given.ts'
import { type Packing, pack, packedShape, packingOf, unpack } from './packing.ts'
import { pullbackOf } from './reverse.ts'
import type { Products } from './rule.ts'
import { setRule } from './rules/index.ts'
import { tensorsOf } from './tree.ts'
import { withZeros } from './zeros.ts'

interface CheckpointAttrs {
  readonly program: Program
  readonly packing: Packing
  /** which inputs can ever be differentiated by: those that a transform traced when the checkpoint was passed */
  readonly traced: readonly boolean[]
}

/** All that a program gives, as one tensor. */
const run = ({ program, packing }: CheckpointAttrs, inputs: readonly Tensor[]): Tensor =>
  pack(replay(program, inputs), packing)

// Both ops are made by calls that are marked as pure: who has no checkpoint shall not load all that its rule needs.

/** The identity, and a view. A compiler that sees it does not take what was computed before for what is computed again. */
const againOp: MovementOp<null> = /* @__PURE__ */ setRule(
  {
    name: 'again',
    family: 'movement',
    arity: 1,
    view: (x) => x,
    infer: ([x]) => ({ shape: x?.shape ?? [], dtype: x?.dtype ?? 'float32' }),
    kernel: ([x]) => NDArray.expect(x ?? zeros([])),
  },
  { transpose: (g: Tensor) => [g] },
)

/** Is it that identity? Of a batch it is the same. */
export function isAgain(op: unknown): boolean {
  return op === againOp
}

const recompute: Products<CheckpointAttrs, number> = {
  vjp(g, _y, x, attrs) {
    const inputs = x.map((one) => apply(againOp, [one], null))
    const wanted = inputs.map((one, i) => (attrs.traced[i] ? one : null)) // a null is no tensor to differentiate by
    // lists, not arguments: of those a call takes no more than fit on the stack
    const again = (z: readonly (Tensor | null)[]): Tensor => run(attrs, inputs.map((one, i) => z[i] ?? one)) // biome-ignore format: one call
    return pullbackOf(again, [wanted])[1](g)[0]
  },
  jvp: (dx, _y, x, attrs) => jvp((z: readonly Tensor[]) => run(attrs, z), [x], [withZeros(dx, x)])[1],
}

const checkpointOp: ComposedOp<CheckpointAttrs, number> = /* @__PURE__ */ (() =>
  setRule(
    {
      name: 'checkpoint',
      family: 'composed',
      arity: Number.POSITIVE_INFINITY,
      infer: (_inputs, { packing }) => ({ shape: packedShape(packing), dtype: packing.dtype }),
      compose: (inputs, attrs) => run(attrs, inputs),
      kernel: (inputs, attrs) => NDArray.expect(run(attrs, inputs)),
    },
    recompute,
  ))()

/** Is it a call of a checkpoint? Then gives what happens inside it, as a function of the list of its inputs. */
export function insideCheckpoint(op: unknown, attrs: unknown): ((x: readonly Tensor[]) => Tensor) | null {
  return op === checkpointOp ? (x) => run(attrs as CheckpointAttrs, x) : null // attrs are those of this op
}

/**
 * The same function, whose intermediate values are not kept for the way back: it keeps its inputs and computes the rest again
 * there. One more forward pass buys the memory of all that happens inside. Gradients are the same to the bit, but where an input
 * is used outside of it, too: then the terms of a sum come in another order.
 *
 * @param f takes and returns trees of tensors; what it uses from around it is differentiated, too
 * @returns a function like f
 * @throws DomainError when f is no function, or returns nothing; TraceError from the function when f reads a number, which
 *   it will not have the second time
 * @example
 * const block = checkpoint((x: Tensor) => x.tanh().exp().tanh())
 * grad((x: Tensor) => block(x).sum())(tensor([0])) // Tensor f32[1] [0.419974]
 * @see Griewank & Walther (2000), Algorithm 799: revolve
 */
export function checkpoint<A extends readonly unknown[], Y>(f: (...xs: A) => Y): (...xs: A) => Y {
  checkFunction('checkpoint: f', f)
  return (...xs) => {
    const { program, inputs, result } = closureOf(f, xs)
    const packing = packingOf(tensorsOf(returned('checkpoint', result)))
    const traced = inputs.map(({ tracedBy }) => tracedBy !== null)
    return unpack(apply(checkpointOp, inputs, { program, packing, traced }), result)
  }
}
