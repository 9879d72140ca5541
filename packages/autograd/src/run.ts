import { isFloat, type Tensor } from '@adjoint/tensor'
import type { Arguments } from './argnums.ts'
import { backward } from './backward.ts'
import { checkAdjoints } from './finite.ts'
import { tangentLike } from './forward.ts'
import { applicationOf, pushforward } from './products.ts'
import { runOn } from './record.ts'
import { Tape } from './tape.ts'
import { mapTensors, zipTensors } from './tree.ts'
import { zerosLike } from './zeros.ts'

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
  const traced = runOn(tape, f, xs)
  return {
    traced,
    values: mapTensors(traced, (leaf) => tape.lower(leaf)),
    pull: (seeds, { checkFinite = false } = {}) => {
      const adjoints = backward(tape, seeds, { keep: checkFinite })
      if (checkFinite) checkAdjoints(tape, adjoints)
      let next = 0 // the inputs are the tape's first nodes, in the order of the leaves
      return mapTensors(xs, (leaf) => adjoints[next++] ?? zerosLike(leaf))
    },
    push: (owner, dxs) => {
      const tangents: (Tensor | null)[] = []
      zipTensors(owner, xs, dxs, (x, dx) => {
        tangents.push(isFloat(x.dtype) ? tangentLike(owner, x, dx) : null)
        return x
      })
      for (const node of tape.nodes.slice(tangents.length)) {
        const application = applicationOf(tape, node)
        if (application === null) continue
        const dx = node.inputs.map((input) => (tape.has(input) ? (tangents[input.index] ?? null) : null))
        tangents[node.index] = pushforward(application, dx)
      }
      return mapTensors(traced, (leaf) => {
        const tangent = tape.has(leaf) ? tangents[leaf.index] : null
        return tangent ?? zerosLike(leaf)
      })
    },
  }
}
