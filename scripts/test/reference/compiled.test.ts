// What the pages say of compiled ops, held against programs.
import { describe, expect, test } from 'vitest'
import { examplesOf, givesFloats, inputsOf, names } from '../../../packages/autograd/test/catalogue.ts'
import { compile } from '../../../packages/compile/src/index.ts'
import { ops, type Tensor } from '../../../packages/tensor/src/index.ts'
import { type Way, wayOf } from '../../reference/compiled.ts'

/** The kinds of kernels that compute an op of that name in a program of one of its examples; none for a view. */
function kernelsOf(name: string, call: (...x: Tensor[]) => Tensor, x: Tensor[]): string[] {
  const compiled = compile(call)
  compiled(...x)
  const own = compiled.explain().groups.filter(({ nodes }) => nodes.some((node) => node.split('/').at(-1) === name))
  return own.map(({ kind }) => kind)
}

/** Of floats. */
const promised: Readonly<Record<Way, readonly string[]>> = {
  loop: ['loop'],
  reduction: ['loop'],
  view: ['eager'], // where it must be copied; else there is no kernel
  matmul: ['matmul'],
  cast: ['eager'],
  kernel: ['eager'],
  parts: [],
}

describe.each(names)('%s', (name) => {
  test('is compiled as its page says', () => {
    const { op } = ops[name]
    const way = wayOf(op)
    for (const example of Object.values(examplesOf(name))) {
      const x = inputsOf(example, 'float32')
      const kernels = kernelsOf(name, example.call, x)
      // the examples cast what is no float, and not in a loop, so that the truth must be stored by its eager kernel
      const truth = op !== null && !givesFloats(name)
      if (way === 'loop' || way === 'reduction') expect(kernels).toEqual(truth ? ['eager'] : promised[way])
      else expect(promised[way]).toEqual(expect.arrayContaining(kernels))
      if (way === 'kernel' || way === 'matmul') expect(kernels.length).toBeGreaterThan(0)
    }
  })
})
