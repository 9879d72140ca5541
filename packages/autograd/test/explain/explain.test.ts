import { customVjp, defineOp, Explanation, explain, grad, Tape } from '@adjoint/autograd'
import { functionOf, program } from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import { add, matmul, mulAbsorbing, ones, reshape, scope, sum, type Tensor, tensor, zeros } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue, inputsOf } from '../catalogue.ts'

const f64 = (values: number | readonly number[] | readonly (readonly number[])[]): Tensor =>
  tensor(values as number[], { dtype: 'float64' })

/** A random program and its inputs, as a function to a scalar. */
const programs = program(adjoint, vocabulary, { maxOps: 8, maxSize: 16 }).map((made) => {
  const f = functionOf(made)
  return { f: (...x: Tensor[]) => sum(f(...x)), x: made.inputs.map((array) => adjoint.tensor(array)) }
})

const numbersIn = (x: Tensor): number[] => Array.from(x.toTypedArray())

describe('every number is the engine', () => {
  test('over random programs: values, every adjoint, and the gradients of the inputs', () => {
    fc.assert(
      fc.property(programs, ({ f, x }) => {
        const explanation = explain(f, ...x)
        const tape = new Tape()
        const y = f(...x.map((one, i) => tape.input(one, `x${i}`)))
        const adjoints = tape.backward(y)
        expect(explanation.nodes).toHaveLength(tape.nodes.length)
        for (const [i, node] of tape.nodes.entries()) {
          const explained = explanation.node(i)
          expect(explained.value).toEqual(node.value)
          expect(explained.adjoint).toEqual(adjoints[i])
          expect([explained.name, explained.shape, explained.dtype]).toEqual([node.name, node.shape, node.dtype])
        }
        const gradients = grad(f, { argnums: x.map((_, i) => i) })(...x)
        for (const [i, gradient] of gradients.entries()) {
          const { adjoint: explained } = explanation.node(i)
          if (explained === null) expect(numbersIn(gradient).every((one) => one === 0)).toBe(true)
          else expect(explained).toEqual(gradient)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('over random programs: the terms add up to the adjoint, to the last bit, and are counted', () => {
    fc.assert(
      fc.property(programs, ({ f, x }) => {
        const { nodes, steps, seeds } = explain(f, ...x)
        const sums = new Map<number, Tensor>(seeds.map(({ node, cotangent }) => [node, cotangent]))
        const counts = new Map<number, number>(seeds.map(({ node }) => [node, 1]))
        for (const step of steps) {
          expect(step.adjoint).toEqual(nodes[step.node]?.adjoint)
          expect(sums.get(step.node)).toEqual(step.adjoint)
          for (const { to, term, sum: shown, number } of step.contributions) {
            const before = sums.get(to)
            sums.set(to, before === undefined ? term : add(before, term))
            counts.set(to, (counts.get(to) ?? 0) + 1)
            expect(shown).toEqual(sums.get(to))
            expect(number).toBe(counts.get(to))
          }
        }
        for (const { to, of } of steps.flatMap(({ contributions }) => contributions)) expect(of).toBe(counts.get(to))
      }),
      { numRuns: 100 },
    )
  })

  test('a local derivative is taken in the dtype in which the op computes', () => {
    const x = tensor([1], { dtype: 'float64' })
    const { steps } = explain((z: Tensor): Tensor => z.div(tensor([3], { dtype: 'int32' })).sum(), x)
    const [found] = steps.flatMap(({ contributions }) => contributions.filter(({ to }) => to === 0))
    expect(found?.local?.value.item()).toBe(1 / 3)
  })

  test('over random programs: a term is the adjoint times the local derivative', () => {
    fc.assert(
      fc.property(programs, ({ f, x }) => {
        const { nodes, steps } = explain(f, ...x)
        for (const { node, adjoint: g, contributions } of steps) {
          for (const { to, local, term } of contributions) {
            if (local === null) continue
            const product = broadcastBack(mulAbsorbing(g, local.value), nodes[to]?.value ?? g)
            for (const [i, value] of numbersIn(term).entries()) {
              const size = Math.max(1, Math.abs(value))
              expect({ node, to, off: Math.abs(value - (numbersIn(product)[i] ?? Number.NaN)) / size }).toSatisfy(
                ({ off }) => off < 1e-12 || Number.isNaN(value) || !Number.isFinite(value),
              )
            }
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  /** Sums over the axes along which x was repeated. */
  function broadcastBack(g: Tensor, x: Tensor): Tensor {
    const lead = g.rank - x.rank
    const axes = g.shape.flatMap((size, i) => (i < lead || x.shape[i - lead] !== size ? [i] : []))
    return reshape(sum(g, { axis: axes, keepDims: true }), x.shape)
  }

  test('over random programs: steps go from the end to the beginning, and pass on to what came before', () => {
    fc.assert(
      fc.property(programs, ({ f, x }) => {
        const { nodes, steps } = explain(f, ...x)
        const order = steps.map(({ node }) => node)
        expect(order).toEqual([...new Set(order)].sort((a, b) => b - a))
        for (const { node, contributions } of steps) for (const { to } of contributions) expect(to).toBeLessThan(node)
        for (const { index, operands, users } of nodes) {
          for (const operand of operands) {
            if (operand.kind === 'node') expect(nodes[operand.index]?.users).toContain(index)
          }
          expect(users).toEqual([...users].sort((a, b) => a - b))
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe.each(Object.entries(catalogue))('%s', (_name, example) => {
  const x = inputsOf(example)
  const explanation = explain((...inputs: Tensor[]) => sum(example.call(...inputs)), ...x)

  test('has formulas, in both scripts, for what it computes and what it passes on', () => {
    for (const { op, formula } of explanation.nodes) {
      if (op === null) continue
      if (formula === null) throw new Error('only inputs have no formula')
      checkScripts(formula)
    }
    for (const { contributions } of explanation.steps) {
      for (const { formula, local } of contributions) {
        expect(formula.unicode).not.toContain('pullback of')
        checkScripts(formula)
        if (local !== null) checkScripts(local)
      }
    }
  })
})

function checkScripts({ unicode, latex }: { readonly unicode: string; readonly latex: string }): void {
  expect(unicode).not.toMatch(/undefined|\?/)
  expect(latex).not.toMatch(/undefined|\?|\\[^a-zA-Z]|[$`|]/)
  const count = (sign: RegExp): number => latex.match(sign)?.length ?? 0
  expect(count(/\{/g)).toBe(count(/\}/g))
  expect(count(/\\left(?![a-z])/g)).toBe(count(/\\right(?![a-z])/g))
}

describe('what is explained', () => {
  const twice = (x: Tensor, y: Tensor): Tensor => {
    const a = x.mul(y)
    return a.add(a.sigmoid()).square()
  }

  test('formulas are those of the rules, with numbers put in', () => {
    const { steps, nodes } = explain(twice, f64(2), f64(-0.75))
    expect(nodes.map(({ formula }) => formula?.unicode ?? null)).toEqual([
      null,
      null,
      'v₀ · v₁',
      '1 / (1 + exp(-v₂))',
      'v₂ + v₃',
      'v₄²',
    ])
    const sigmoid = steps.find(({ node }) => node === 3)?.contributions[0]
    expect(sigmoid?.local?.unicode).toBe('v₃ · (1 - v₃)')
    expect(sigmoid?.local?.numbers?.unicode).toBe('0.1824 · (1 - 0.1824)')
    expect(sigmoid?.local?.latex).toBe('v_{3} \\cdot \\left(1 - v_{3}\\right)')
    expect(sigmoid?.formula.unicode).toBe('v̄₃ · v₃ · (1 - v₃)')
  })

  test('a value that is used twice gets two terms, and the second one completes it', () => {
    const { steps } = explain(twice, f64(2), f64(-0.75))
    const terms = steps.flatMap(({ contributions }) => contributions.filter(({ to }) => to === 2))
    expect(terms.map(({ number, of }) => [number, of])).toEqual([[1, 2], [2, 2]]) // biome-ignore format: one line
  })

  test('of large tensors no numbers are put in', () => {
    const { steps } = explain((x: Tensor) => x.square().sum(), ones([100]))
    expect(steps.flatMap(({ contributions }) => contributions.map(({ formula }) => formula.numbers))).toEqual([
      null,
      null,
    ])
  })

  test('one number among arrays is written as a number, an array that is no node as a constant', () => {
    const { constants, nodes } = explain(
      (x: Tensor) =>
        x
          .mul(2)
          .add(f64([1, 2]))
          .sum(),
      f64([3, 4]),
    )
    expect(nodes.map(({ formula }) => formula?.unicode)).toEqual([undefined, 'v₀ · 2', 'v₁ + c₁', 'Σ₀(v₂)'])
    expect(constants.map(({ value }) => value.size)).toEqual([1, 2])
  })

  const formulasOf = (f: (x: Tensor) => Tensor, x: Tensor) =>
    explain(f, x).nodes.flatMap(({ formula }) => (formula === null ? [] : [formula.unicode]))

  test('a slice says what it takes, as it is given to slice', () => {
    const part = (x: Tensor): Tensor => x.slice(1, [null, null, -1]).slice([1, 3], null)
    expect(formulasOf((x) => part(x).sum(), f64([[1, 2, 3], [4, 5, 6]]))).toEqual([
      'slice(v₀, 1, [2, null, -1])',
      'slice(v₁, [1, 3], null)',
      'Σ₀‚₁(v₂)',
    ]) // biome-ignore format: a list
    const { steps } = explain((x: Tensor) => x.slice(1).sum(), f64([[1, 2], [3, 4]])) // biome-ignore format: a matrix
    expect(steps[1]?.contributions[0]?.formula.unicode).toBe('unslice(v̄₁, [2, 2], 1, [0, 2])')
  })

  test('a norm along axis 1 does not look like the 1-norm', () => {
    expect(formulasOf((x) => x.norm({ axis: 1 }).sum(), f64([[3, 4]]))[0]).toBe('norm₁(v₀)')
  })

  test('a comparison stands as it was written', () => {
    const f = (x: Tensor): Tensor => x.mul(x.greater(0)).add(x.greaterEqual(1)).sum()
    expect(formulasOf(f, f64([1, -1]))).toEqual(expect.arrayContaining(['⟦v₀ > 0⟧', '⟦v₀ ≥ 1⟧']))
  })

  test('a product of matrices of one number each does not look like one number', () => {
    const { nodes } = explain((a: Tensor, b: Tensor) => matmul(a, b).sum(), f64([[2]]), f64([[-3]]))
    expect(nodes[2]?.formula?.unicode).toBe('v₀ v₁')
    expect(nodes[2]?.formula?.numbers).toEqual({ unicode: '2 · (-3)', latex: '2 \\cdot \\left(-3\\right)' })
  })

  test('a digit that was rounded away is not shown as a 0', () => {
    const explanation = explain((x: Tensor) => x.mul(1234567).add(0.25), f64(1 / 3))
    expect(explanation.nodes.map(({ index }) => explanation.describeNode(index))).toEqual([
      'v₀  x0  f64[]  input  = 0.3333',
      'v₁  mul  f64[]  v₀ · 1234567  = 4.115e5',
      'v₂  add  f64[]  v₁ + 0.25  = 4.115e5  (result)',
    ])
  })

  test('a derivative that is a number is told once', () => {
    const explanation = explain((x: Tensor) => x.div(Math.SQRT2), f64(1))
    expect(explanation.describeStep(0)).toContain('\n    ∂v₁/∂v₀ = 0.707107\n')
    expect(explanation.toMarkdown()).toContain('\\frac{\\partial v_{1}}{\\partial v_{0}} = 0.707107\n')
  })

  test('attributes of which there are none are left out', () => {
    const gentle = customVjp(
      (x: Tensor) => x.square(),
      (x) => [x.square(), (g) => [x.mul(2).mul(g)]],
    )
    expect(formulasOf((x) => gentle(x), f64(2))).toEqual(['customVjp(v₀)'])
  })

  test('a cotangent takes the place of the 1, and the result may be a tree', () => {
    const f = (x: Tensor) => ({ square: x.square(), cube: x.mul(x).mul(x) })
    const { nodes, seeds } = explain({ cotangent: { square: f64([1, 0]), cube: f64([0, 1]) } }, f, f64([3, 3]))
    expect(seeds).toHaveLength(2)
    expect(nodes[0]?.adjoint?.toArray()).toEqual([6, 27])
  })

  test('an op of one’s own explains itself', () => {
    const cube = defineOp({
      name: 'cube',
      scalar: (m, x) => m.mul(x, m.mul(x, x)),
      rule: [(_y, x) => x.square().mul(3)],
    })
    const { nodes, steps } = explain((x: Tensor) => cube(x), f64(2))
    expect(nodes[1]?.formula?.unicode).toBe('v₀ · v₀²')
    expect(steps[0]?.contributions[0]?.local?.unicode).toBe('v₀² · 3')
  })

  test('a rule that reads numbers is explained by what it gives, without a formula', () => {
    const odd = defineOp({
      name: 'odd',
      scalar: (m, x) => m.mul(x, x),
      rule: [(_y, x) => (x.item() > 0 ? x.mul(2) : x.mul(2))],
    })
    const [step] = explain((x: Tensor) => odd(x), f64(2)).steps
    expect(step?.contributions[0]?.formula.unicode).toBe('pullback of odd (v̄₁)')
    expect(step?.contributions[0]?.term.item()).toBe(4)
  })

  test('it can be explained inside another transform', () => {
    let inner: Explanation | null = null
    const f = (x: Tensor): Tensor => {
      inner = explain((y: Tensor) => y.mul(x), f64(3))
      return x.square()
    }
    expect(grad(f)(f64(2)).item()).toBe(4)
    expect(inner).toBeInstanceOf(Explanation)
  })

  test('nothing of it can be changed', () => {
    const explanation = explain(twice, f64(2), f64(1))
    for (const part of [
      explanation,
      explanation.nodes,
      explanation.steps,
      explanation.nodes[0],
      explanation.steps[0],
    ]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test('a chain of 2,000 ops is no problem', () => {
    const long = (x: Tensor): Tensor => {
      let y = x
      for (let i = 0; i < 2000; i++) y = y.mul(1.0001)
      return y
    }
    const { steps } = explain(long, f64(1))
    expect(steps).toHaveLength(2001)
    expect(steps.at(-1)?.adjoint.item()).toBeCloseTo(1.0001 ** 2000, 12)
  })

  test('nodes are found by name, with their scopes', () => {
    const explanation = explain((x: Tensor) => scope('fc1', () => x.relu()).sum(), f64([1, -1]))
    expect(explanation.node('fc1/relu')).toMatchObject({ index: 1, scope: 'fc1', op: 'relu' })
    expect(() => explanation.node('fc2')).toThrow('there is no node fc2; there are 3: x0, fc1/relu, sum')
    expect(() => explanation.describeStep(7)).toThrow('there is no step 7; there are 3.')
  })
})

describe('call sites', () => {
  test('name this file where they are asked for, and are null otherwise', () => {
    const f = (x: Tensor): Tensor => x.square().sum()
    const { nodes } = explain({ callSites: true }, f, f64([1, 2]))
    expect(nodes[0]?.callSite).toBeNull()
    for (const { callSite } of nodes.slice(1)) expect(callSite).toMatch(/explain\.test\.ts:\d+:\d+$/)
    expect(explain(f, f64([1, 2])).nodes.map(({ callSite }) => callSite)).toEqual([null, null, null])
  })
})

describe('mistakes', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a result that is no scalar',
      () => explain((x: Tensor) => x.mul(2), f64([1, 2])),
      'give a cotangent: explain({ cotangent }',
    ],
    ['a result that is no tensor', () => explain((_x: Tensor) => 3, f64(1)), 'f returned no tensor'],
    [
      'a cotangent of another shape',
      () => explain({ cotangent: f64(1) }, (x: Tensor) => x, f64([1])),
      'does not match the result',
    ],
    [
      'a result that does not depend on the arguments',
      () => explain((_x: Tensor) => f64(3), f64(1)),
      'there is no way back',
    ],
    ['no function', () => explain(f64(3) as never), 'give a function and its arguments'],
    [
      'an unknown option',
      () => explain({ callsites: true } as never, (x: Tensor) => x, f64(1)),
      'unknown option "callsites"',
    ],
  ])('%s', (_what, body, message) => {
    expect(body).toThrow(message)
  })
})

test('integers have all their digits', () => {
  const index = tensor(19999, { dtype: 'int32' })
  const explanation = explain((x: Tensor, i: Tensor) => x.take(i).mul(12345), zeros([20000]), index)
  expect(String(explanation)).toContain('= 19999')
  expect(String(explanation)).not.toContain('12350')
})
