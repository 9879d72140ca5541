import { mul, type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'

/** A model of one layer. */
export class Dense {
  readonly weight: Tensor
  readonly name: string
  constructor(weight: Tensor, name: string) {
    this.weight = weight
    this.name = name
  }
  forward(x: Tensor): Tensor {
    return mul(x, this.weight)
  }
}

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
    fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('tree'), { maxKeys: 4 }),
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('tree'), { maxKeys: 4 })
      .map((entries) => new Map(Object.entries(entries))),
    fc.integer({ min: -9, max: 9 }).map((value) => new Dense(tensor(value), 'layer')),
  ),
})).tree
