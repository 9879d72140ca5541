import { type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'

class Layer {
  readonly weight: Tensor
  readonly name: string
  constructor(weight: Tensor, name: string) {
    this.weight = weight
    this.name = name
  }
}

const keys = fc.stringMatching(/^[a-z]{1,3}$/)

/** Any tree: tensors, numbers and strings in arrays, maps, plain objects and class instances. */
export const trees: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.integer({ min: -9, max: 9 }).map((value) => tensor(value)),
    fc.string(),
    fc.integer(),
    fc.constant(null),
  ),
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(keys, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    fc.dictionary(keys, tie('tree'), { maxKeys: 4 }).map((entries) => new Map(Object.entries(entries))),
    fc.integer({ min: -9, max: 9 }).map((value) => new Layer(tensor(value), 'layer')),
  ),
})).tree
