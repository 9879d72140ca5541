import { grad, record } from '@adjoint/autograd'
import { matmul, relu, sigmoid, type Tensor, tensor, where, zeros } from '@adjoint/tensor'
import { fc } from '@fast-check/vitest'
import { describe, expect, it, test } from 'vitest'
import { graphOf } from '../../src/graph.ts'
import { compile } from '../../src/index.ts'
import { optimise } from '../../src/passes/index.ts'
import { membersOf } from '../../src/plan/grouping.ts'
import { groupsOf } from '../../src/plan/groups.ts'
import { layOutOperands } from '../../src/plan/matmul-form.ts'
import { Program } from '../../src/program.ts'
import { expectAgreement } from '../agreement.ts'
import { filled } from '../arbitraries.ts'
import { sizedPrograms } from '../programs.ts'

function groupingOf(f: (...x: Tensor[]) => unknown, x: readonly Tensor[], fuse = true) {
  return groupsOf(layOutOperands(optimise(graphOf(record(f, ...x)))), { fuse })
}

/** The groups of a function, by the names of what each computes; what is stored has a star. */
function groups(f: (...x: Tensor[]) => unknown, ...shapes: number[][]): string[] {
  const grouping = groupingOf(f, shapes.map((shape) => zeros(shape))) // biome-ignore format: one line
  return grouping.groups.map((group) => {
    const names = membersOf(group).map((node) => `${node.name}${grouping.stored.has(node) ? '*' : ''}`)
    return `${group.kind}: ${names.join(' ')}`
  })
}

describe('what is computed together', () => {
  test('a chain is one loop, which stores its end alone', () => {
    expect(groups((x) => x.mul(2).add(1).exp().neg(), [9])).toEqual(['loop: mul add exp neg*'])
  })

  test('a loop may have several results', () => {
    expect(groups((x, y) => [x.add(y), x.sub(y), x.add(y).square()], [3, 4], [4])).toEqual(['loop: add* sub* square*'])
  })

  test('truths are computed where they are used', () => {
    expect(groups((x, y) => where(x.greater(y), x, y.neg()), [5], [5])).toEqual(['loop: neg where*'])
  })

  test('a truth that is a result is computed by its eager kernel', () => {
    expect(groups((x, y) => x.greater(y), [5], [5])).toEqual(['eager: greater*'])
  })

  test('reductions along the same axes join the loop of their operand, and what is computed of them does not', () => {
    expect(groups((x) => x.square().sum({ axis: 1 }).sqrt(), [7, 5])).toEqual(['loop: square sum*', 'loop: sqrt*'])
    expect(groups((x) => [x.square().sum({ axis: 1 }), x.square().max({ axis: 1 })], [7, 5])).toEqual([
      'loop: square sum* max*',
    ])
    expect(groups((x) => [x.square().sum({ axis: 1 }), x.square().sum({ axis: 0 })], [7, 5])).toEqual([
      'loop: square* sum*',
      'loop: sum*',
    ])
  })

  test('light ops join a product', () => {
    expect(groups((x, w, b) => relu(matmul(x, w).add(b)), [30, 7], [7, 9], [9])).toEqual(['matmul: matmul add relu*'])
    expect(groups((x, w) => sigmoid(matmul(x, w)), [30, 7], [7, 9])).toEqual(['matmul: matmul*', 'loop: sigmoid*'])
  })

  test('what only a later loop uses is moved into it', () => {
    const f = (x: Tensor, w: Tensor): Tensor =>
      x
        .square()
        .neg()
        .mul(matmul(x, w).exp().sum({ axis: 1, keepDims: true }))
    expect(groups(f, [30, 7], [7, 9])).toEqual(['matmul: matmul*', 'loop: exp sum*', 'loop: square neg mul*'])
  })

  test('views cost nothing, copies are made for products alone', () => {
    expect(groups((x, y) => x.transpose().add(y.reshape([4, 3])), [3, 4], [12])).toEqual(['loop: add*'])
    expect(groups((x, y) => matmul(x.slice([null, null, -1]), y), [8, 3], [3, 2])).toEqual([
      'loop: slice/copy*',
      'loop: x1/copy*',
      'matmul: matmul*',
    ])
  })

  test('a layer and its derivative', () => {
    const loss = (x: Tensor, w: Tensor, b: Tensor): Tensor => relu(matmul(x, w).add(b)).square().mean()
    expect(groups((x, w, b) => grad(loss, { argnums: [1, 2] })(x, w, b), [40, 7], [7, 9], [9])).toMatchInlineSnapshot(`
      [
        "matmul: matmul add relu mul mulAbsorbing mulAbsorbing mulAbsorbing*",
        "loop: sum*",
        "matmul: matmul*",
      ]
    `)
  })

  test('what a kernel writes has storage even where nobody reads it', () => {
    const f = (x: Tensor): Tensor => {
      x.sum({ axis: 0 })
      x.astype('float64')
      return x.neg()
    }
    const grouping = groupsOf(optimise(graphOf(record(f, zeros([30, 7]))), ['dce']))
    expect([...grouping.stored].map(({ name }) => name)).toEqual(expect.arrayContaining(['sum', 'astype']))
  })

  test('without fusion each op stands alone', () => {
    const { groups } = groupingOf((x) => x.mul(2).add(1).exp().sum(), [zeros([9])], false)
    expect(groups.map((group) => membersOf(group).length)).toEqual([1, 1, 1, 1])
  })
})

describe('for any program', () => {
  test('each node belongs to one group at most, and is computed after what it reads', () => {
    fc.assert(
      fc.property(sizedPrograms, ({ dtype, shapes, run }) => {
        const grouping = groupingOf(run, shapes.map((shape) => filled(shape, dtype))) // biome-ignore format: one line
        const written = new Set<unknown>()
        for (const group of grouping.groups) {
          for (const base of grouping.reads.get(group)?.keys() ?? []) {
            expect(grouping.stored.has(base)).toBe(true)
            expect(base.op === null || written.has(base)).toBe(true)
          }
          for (const member of membersOf(group)) {
            expect(written.has(member)).toBe(false)
            written.add(member)
          }
        }
        for (const node of grouping.stored) expect(node.op === null || written.has(node)).toBe(true)
      }),
    )
  })

  test.each([true, false])('eager = compiled, derivatives too, with fusion %s', (fuse) => {
    fc.assert(
      fc.property(sizedPrograms, ({ dtype, shapes, run, seed }) => {
        const x = shapes.map((shape, i) => filled(shape, dtype, seed + i))
        const argnums = shapes.map((_, i) => i)
        const mean = (...xs: Tensor[]): Tensor => run(...xs).reduce((sum, y) => sum.add(y.mean()), tensor(0))
        const f = (...xs: Tensor[]) => [run(...xs), grad(mean, { argnums })(...xs)]
        const program = new Program(optimise(graphOf(record(f, ...x))), { fused: fuse, donated: [], fuse })
        expectAgreement(f, x, (...inputs) => program.run(inputs))
      }),
      { numRuns: fuse ? 100 : 40 },
    )
  })
})

test('a loop of many ops is divided', () => {
  const f = (x: Tensor): Tensor => {
    let y = x
    for (let i = 0; i < 1000; i++) y = y.mul(0.99).add(i / 1000)
    return y
  }
  expect(groupingOf(f, [zeros([4])]).groups.map((group) => membersOf(group).length)).toEqual(new Array(20).fill(100))
  expectAgreement(f, [filled([9], 'float64')])
})

test('a program of 100,000 nodes in a row compiles', () => {
  const compiled = compile((x: Tensor) => {
    let y = x
    for (let i = 0; i < 100_000; i++) y = y.add(1)
    return y
  })
  expect(compiled(tensor([1, 2], { dtype: 'float64' })).toArray()).toEqual([100_001, 100_002])
})

it('10,000 truths that are made of each other in a row', () => {
  const f = (x: Tensor): Tensor => {
    let truth = x.greater(0)
    for (let i = 0; i < 10_000; i++) truth = truth.notEqual(x.less(i))
    return where(truth, x, 0)
  }
  const x = filled([9], 'float32')
  expect(compile(f)(x).toArray()).toEqual(f(x).toArray())
})
