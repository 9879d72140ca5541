import fc from 'fast-check'
import { describe } from 'vitest'
import type { DType } from '../../src/index.ts'
import { dtypes } from '../arbitraries.ts'
import { vectorSets } from '../kernels/instruction-sets.ts'
import { itGivesTheBitsOfLoops } from '../kernels/vectors-and-loops.ts'
import { largeShapes, repeating } from '../kernels/wasm/large.ts'
import { describeReference } from '../reference.ts'

describeReference('cast')

// what integers and truth make something of, and numbers as they come
const values = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, 0.5, -1.5, 256, 3e9, Number.NaN, Infinity, -Infinity, 2 ** -149, 5e-324),
)

describe.each(vectorSets)('casts with %s', (set) => {
  const cases = fc
    .tuple(largeShapes(512), fc.constantFrom(...dtypes), fc.constantFrom(...dtypes))
    .chain(([shape, from, to]) => fc.record({ x: repeating(from, shape, from === 'bool' ? fc.nat(1) : values), to: fc.constant<DType>(to) })) // biome-ignore format: one chain

  itGivesTheBitsOfLoops(set, cases, ({ x, to }, place) => [place(x).astype(to)], 200)
})
