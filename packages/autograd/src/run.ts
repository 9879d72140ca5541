import { isFloat, type Tensor, zeros } from '@adjoint/tensor'
import { backward } from './backward.ts'
import { checkAdjoints } from './finite.ts'
import { tangentLike } from './forward.ts'
import { pushforward } from './products.ts'
import { argumentName } from './record.ts'
import { Tape } from './tape.ts'
import { mapTensors, zipTensors } from './tree.ts'

type Arguments = readonly unknown[]

/** A function that ran on a tape, which can now be gone through in both directions, as often as wanted. */
export interface Run<A, Y> {
  /** its result, on the tape */
  readonly traced: Y
  readonly values: Y
  /** from outputs and their cotangents to the cotangents of the arguments */
  pull(seeds: readonly (readonly [Tensor, Tensor])[], options?: { readonly checkFinite?: boolean }): A
  /** from the tangents of the arguments to those of the result */
  push(owner: string, dxs: A): Y
}

/** Runs a function on a tape of its own. */
export function run<A extends Arguments, Y>(f: (...xs: A) => Y, xs: A): Run<A, Y> {
  const tape = new Tape()
  const inputs = mapTensors(xs, (leaf, path) => tape.input(leaf, argumentName(path)))
  let traced: Y
  try {
    traced = f(...inputs)
  } finally {
    tape.close()
  }
  return {
    traced,
    values: mapTensors(traced, (leaf) => tape.lower(leaf)),
    pull: (seeds, { checkFinite = false } = {}) => {
      const adjoints = backward(tape, seeds)
      if (checkFinite) checkAdjoints(tape, adjoints)
      let next = 0 // the inputs are the tape's first nodes, in the order of the leaves
      return mapTensors(xs, (leaf) => adjoints[next++] ?? zeros(leaf.shape, { dtype: leaf.dtype }))
    },
    push: (owner, dxs) => {
      const tangents: (Tensor | null)[] = []
      zipTensors(owner, xs, dxs, (x, dx) => {
        tangents.push(isFloat(x.dtype) ? tangentLike(owner, x, dx) : null)
        return x
      })
      for (const node of tape.nodes.slice(tangents.length)) {
        const { op, attrs, inputs } = node
        if (op === null) continue
        const dx = inputs.map((input) => (tape.has(input) ? (tangents[input.index] ?? null) : null))
        const x = inputs.map((input) => tape.lower(input))
        tangents[node.index] = pushforward({ op, attrs, x, y: tape.lower(node) }, dx)
      }
      return mapTensors(traced, (leaf) => {
        const tangent = tape.has(leaf) ? tangents[leaf.index] : null
        return tangent ?? zeros(leaf.shape, { dtype: leaf.dtype })
      })
    },
  }
}
