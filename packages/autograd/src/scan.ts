import { concat, DomainError, ShapeError, slice, stack, type Tensor, zeros } from '@adjoint/tensor'
import { checkAlike, checkOthers } from './check-alike.ts'
import { checkpoint } from './checkpoint.ts'
import { closureOf } from './closure.ts'
import { checkFunction } from './given.ts'
import { pairOf } from './pair.ts'
import { mapTensors, tensorsOf, zipTensors } from './tree.ts'

/**
 * A loop that carries a state through a sequence, such as a recurrent network or the steps of a solver. On the way back it keeps
 * about 2√n states of the n: it goes through the sequence in √n pieces, each a checkpoint.
 *
 *   (cᵢ₊₁, yᵢ) = f(cᵢ, xᵢ)      result (cₙ, [y₀, ..., yₙ₋₁])
 *
 * @param f takes the state and an element, and gives the next state, of the same form, and an output; all are trees
 * @param init the first state
 * @param xs a tree of sequences: each tensor's first axis is the time, of the same length in all
 * @returns [the last state, the outputs along a new first axis]
 * @throws ShapeError when the sequences differ in length, the next state in form, shape or dtype from the state, or an
 *   output in form from the first; DomainError when f is no function, there is no sequence, or what is no tensor in them
 *   changes; TraceError when f reads a number
 * @example
 * const [total, sums] = scan((sum: Tensor, x: Tensor) => [sum.add(x), sum.add(x)], tensor(0), tensor([1, 2, 3]))
 * sums // Tensor f32[3] [1, 3, 6]
 */
export function scan<const C, X, Y>(f: (carry: C, x: X) => readonly [C, Y], init: C, xs: X): [C, Y] {
  checkFunction('scan: f', f)
  const n = lengthOf(xs)
  if (n === 0) {
    const first = mapTensors(xs, ({ shape, dtype }) => zeros(shape.slice(1), { dtype }))
    const [next, y] = pairOf(closureOf(f, [init, first]).result, 'scan: f', '[state, output]')
    carriedOn(init, next)
    return [init, mapTensors(y, ({ shape, dtype }) => zeros([0, ...shape], { dtype }))]
  }
  const piece = Math.ceil(Math.sqrt(n))
  const through = checkpoint((carry: C, part: X) => loop(f, carry, part))
  const outputs: Y[] = []
  let carry = init
  for (let start = 0; start < n; start += piece) {
    const [next, ys] = through(
      carry,
      mapTensors(xs, (x) => slice(x, [start, start + piece])),
    )
    carry = next
    outputs.push(ys)
  }
  return [carry, along(outputs, concat)]
}

/** One piece, op by op. */
function loop<C, X, Y>(f: (carry: C, x: X) => readonly [C, Y], init: C, xs: X): [C, Y] {
  const outputs: Y[] = []
  let carry = init
  for (let i = 0; i < lengthOf(xs); i++) {
    const step = f(
      carry,
      mapTensors(xs, (x) => slice(x, i)),
    )
    const [next, y] = pairOf(step, 'scan: f', '[state, output]')
    carry = carriedOn(carry, next)
    outputs.push(y)
  }
  return [carry, along(outputs, stack)]
}

/** The next state, in the form of the one before it. */
function carriedOn<C>(carry: C, next: unknown): C {
  const state = zipTensors('scan', carry, next, (before, after) => {
    checkAlike('scan', before, after)
    return after
  })
  checkOthers('scan', carry, next)
  return state
}

/** Trees of one form as one tree: the tensors at each place are joined. */
function along<Y>(trees: readonly Y[], join: (tensors: Tensor[]) => Tensor): Y {
  const [first] = trees as readonly [Y] // there is a step at least
  for (const tree of trees) {
    zipTensors('scan', first, tree, (tensor) => tensor) // which throws where the forms differ
    checkOthers('scan', first, tree)
  }
  const leaves = trees.map(tensorsOf)
  let place = 0
  return mapTensors(first, () => {
    const at = place++
    return join(leaves.flatMap((tensors) => tensors[at] ?? []))
  })
}

function lengthOf(xs: unknown): number {
  const tensors = tensorsOf(xs)
  const [first] = tensors
  if (first === undefined) throw new DomainError('scan: there is no sequence; give a tensor, or a tree of them.')
  for (const x of tensors) {
    if (x.rank === 0) throw new ShapeError('scan: a 0-d tensor is no sequence; time is the first axis.')
    if (x.shape[0] === first.shape[0]) continue
    throw new ShapeError(
      `scan: ${first.describe()} and ${x.describe()} are no sequences of the same length; time is the first axis of each.`,
    )
  }
  return first.shape[0] ?? 0
}
