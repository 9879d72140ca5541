import { grad, valueAndGrad } from '@adjoint/autograd'
import { bce, Dense, Sequential } from '@adjoint/nn'
import { backward, cost, forward, type Matrix } from '@adjoint/nn/by-hand'
import type { Tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, judged, type Quantity } from '../../beside-the-article/comparison.ts'
import { evaluate, numbersIn } from '../../beside-the-article/expression.ts'
import { norm } from '../../beside-the-article/matrix.ts'
import { all, anyTask, certainty } from './tasks.ts'

/** The article's orientation, by indices and not by any function that is under test. */
function turned(x: Tensor): number[][] {
  const [rows = 0, columns = 0] = x.rank === 2 ? x.shape : [1, x.size]
  const numbers = Array.from(x.toTypedArray())
  return Array.from({ length: columns }, (_, j) =>
    Array.from({ length: rows }, (_, i) => numbers[i * columns + j] ?? Number.NaN),
  )
}

const column = (values: readonly number[]): Matrix => values.map((value) => [value])

describe('the comparison', () => {
  test("by hand, every number is the article's formula's", () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { architecture, model, x, y } = task
        const dense = model.layers.filter((layer) => layer instanceof Dense)
        const parameters = dense.map(({ weight, bias }) => ({ W: turned(weight), b: turned(bias).flat() }))
        const [X, Y] = [turned(x), turned(y)]
        const { YHat, cache } = forward(X, parameters, architecture)
        const { dYHat, layers } = backward(YHat, Y, cache, parameters, architecture)
        const expected: Record<Quantity['kind'], (l: number) => Matrix | undefined> = {
          X: () => X,
          Y: () => Y,
          W: (l) => parameters[l - 1]?.W,
          b: (l) => column(parameters[l - 1]?.b ?? []),
          Z: (l) => cache[l - 1]?.Z,
          A: (l) => cache[l - 1]?.A,
          J: () => [[cost(YHat, Y)]],
          dYHat: () => dYHat,
          dZ: (l) => layers[l - 1]?.dZ,
          dW: (l) => layers[l - 1]?.dW,
          db: (l) => column(layers[l - 1]?.db ?? []),
          dAPrev: (l) => layers[l - 1]?.dAPrev,
        }
        const quantities = all(compare(task))
        expect(quantities).toHaveLength(4 + 8 * architecture.length)
        for (const { kind, layer, byHand } of quantities) expect(byHand).toEqual(expected[kind](layer))
      }),
    )
  })

  test('on the tape, every number is what the engine computes without this tape', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { model, x, y } = task
        const samples = x.shape[0] ?? 0
        const outputs = [x as Tensor]
        for (const layer of model.layers) outputs.push((layer as { forward(x: Tensor): Tensor }).forward(last(outputs)))
        const adjoints = outputs.map((value, i) => {
          const rest = new Sequential(model.layers.slice(i))
          return grad((a: Tensor) => bce(rest.forward(a), y))(value)
        })
        const [loss, gradient] = valueAndGrad((m: typeof model) => bce(m.forward(x), y))(model)
        const parameters = model.layers.filter((layer) => layer instanceof Dense)
        const gradients = gradient.layers.filter((layer) => layer instanceof Dense)
        const expected: Record<Quantity['kind'], (l: number) => Tensor | undefined> = {
          X: () => x,
          Y: () => y,
          W: (l) => parameters[l - 1]?.weight,
          b: (l) => parameters[l - 1]?.bias,
          Z: (l) => outputs[2 * l - 1],
          A: (l) => outputs[2 * l],
          J: () => loss,
          dYHat: () => adjoints.at(-1),
          dZ: (l) => adjoints[2 * l - 1],
          dW: (l) => gradients[l - 1]?.weight,
          db: (l) => gradients[l - 1]?.bias,
          dAPrev: (l) => adjoints[2 * l - 2],
        }
        const m: readonly Quantity['kind'][] = ['dYHat', 'dZ', 'dAPrev']
        for (const { kind, layer, raw, tape, factor, node } of all(compare(task))) {
          const value = expected[kind](layer)
          if (value === undefined) throw new Error(`${kind} of ${layer}`)
          expect(raw.flat()).toEqual(Array.from(value.toTypedArray()))
          expect(node.shape).toEqual(value.shape)
          expect(factor).toBe(m.includes(kind) ? samples : 1)
          expect(tape).toEqual(turned(value).map((row) => row.map((one) => one * factor)))
        }
      }),
    )
  })

  // The bound of each element is derived in bounds.ts. Here: that it holds, that it is no larger than 1e-11 of the numbers that go
  // in (weights and points are below 10, networks at most 4 layers deep), and so that a wrong formula cannot hide below it. Where a
  // hidden z is 0 but for its rounding, that decides the side of relu's kink, and the bound is all that comes through it.
  test('the two differ by no more than rounding explains, and rounding does not explain much', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { given, forward, backward } = compare(task)
        for (const { difference } of given) expect(difference).toBe(0)
        const hidden = forward.filter(({ kind, layer }) => kind === 'Z' && layer < task.architecture.length)
        const isDecided = hidden.every(({ byHand }) => byHand.flat().every((z) => Math.abs(z) > 1e-12))
        for (const { byHand, tape, difference, bound, agrees } of [...forward, ...backward]) {
          const differences = byHand.flatMap((row, i) => row.map((value, j) => Math.abs(value - (tape[i]?.[j] ?? NaN))))
          expect(difference).toBe(Math.max(...differences))
          expect(agrees).toBe(true)
          if (norm(byHand) > 0) expect(bound).toBeGreaterThan(0) // all of a dead layer's derivatives are 0
          if (isDecided) expect(bound).toBeLessThan(1e-11 * (1 + norm(byHand)) * certainty(task))
        }
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['one element is off', [[1, 2 + 1e-9]], false],
    ['one is NaN', [[Number.NaN, 2]], false],
    ['one is missing', [[1]], false],
    ['all are near', [[1, 2 + 1e-12]], true],
  ])('when %s, it says so', (_, tape, agrees) => {
    const bound = [[1e-11, 1e-11]]
    expect(judged([[1, 2]], tape, bound).agrees).toBe(agrees)
    expect(judged([[1, 2]], tape, null).agrees).toBe(false)
  })

  test('the formulas with numbers give the elements that they stand for', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { forward, backward, path } = compare(task)
        for (const { kind, layer, byHand, element } of [...forward, ...backward]) {
          if (element === null) throw new Error(`${kind} is not written out`)
          const { row, column, expression, value } = element
          expect(value).toBe(byHand[row]?.[column])
          // only the order of additions may differ: a rounding for each, of the largest term
          const size = Math.max(1, ...numbersIn(expression).map(Math.abs)) ** 2 * certainty(task)
          expect(Math.abs(evaluate(expression) - value)).toBeLessThanOrEqual(64 * Number.EPSILON * size)
          if (kind === 'Z' || kind === 'dZ') expect([row, column]).toEqual([path.units[layer], path.sample])
        }
      }),
    )
  })

  test('an element ends with the number that the next formula begins with', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { forward, backward } = compare(task)
        const element = (kind: string, layer: number) => {
          const found = [...forward, ...backward].find((one) => one.kind === kind && one.layer === layer)?.element
          if (found == null) throw new Error(`${kind} of ${layer} is not written out`)
          return found
        }
        const depth = task.architecture.length
        for (let l = 1; l <= depth; l++) {
          expect(numbersIn(element('A', l).expression)).toContain(element('Z', l).value)
          expect(numbersIn(element('db', l).expression)).toContain(element('dZ', l).value)
          expect(numbersIn(element('dAPrev', l).expression)).toContain(element('dZ', l).value)
          const dA = l === depth ? element('dYHat', l) : element('dAPrev', l + 1)
          expect(numbersIn(element('dZ', l).expression)).toContain(dA.value)
          if (l > 1) expect(numbersIn(element('Z', l).expression)).toContain(element('A', l - 1).value)
        }
      }),
    )
  })

  test('small networks have numbers of one decimal, and the others the weights of the article', () => {
    fc.assert(
      fc.property(anyTask, ({ rounded, sizes, model, x }) => {
        const isSmall = sizes.every((size) => size <= 4) && (x.shape[0] ?? 0) <= 4
        expect(rounded).toBe(isSmall)
        const numbers = [x, ...model.layers.flatMap((one) => (one instanceof Dense ? [one.weight as Tensor] : []))]
        const short = numbers.flatMap((one) => Array.from(one.toTypedArray())).every((n) => Number(n.toFixed(1)) === n)
        expect(short).toBe(isSmall)
      }),
    )
  })
})

function last<T>(items: readonly T[]): T {
  const item = items.at(-1)
  if (item === undefined) throw new Error('there is nothing')
  return item
}
