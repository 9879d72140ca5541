import { grad, Tape, valueAndGrad } from '@adjoint/autograd'
import { checkGradient } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { DomainError, fromTypedArray, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  BCE,
  BCEWithLogits,
  bce,
  bceWithLogits,
  CrossEntropy,
  crossEntropy,
  gaussianNll,
  Huber,
  huber,
  type Loss,
  MAE,
  MSE,
  mae,
  mse,
} from '../src/index.ts'
import { reference, tensorOf } from './layers/reference.ts'
import { numbersOf } from './networks.ts'

const vector = (...values: number[]): Tensor => fromTypedArray(Float64Array.from(values))
const grid = (min: number, max: number) => fc.integer({ min: 997 * min, max: 997 * max }).map((k) => k / 997)
const pairs = (of: fc.Arbitrary<number>) => fc.array(fc.tuple(of, grid(0, 1)), { minLength: 1, maxLength: 9 })
const probability = fc.integer({ min: 1, max: 996 }).map((k) => k / 997)
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

const losses = { bce, bceWithLogits, huber, mae, mse }
const modules: Record<keyof typeof losses, { forward: Loss }> = {
  bce: new BCE(),
  bceWithLogits: new BCEWithLogits(),
  huber: new Huber(),
  mae: new MAE(),
  mse: new MSE(),
}

/** Each loss of one element, and its derivative by the prediction, written out. */
const formulas: Record<
  keyof typeof losses,
  { value: (p: number, y: number) => number; slope: (p: number, y: number) => number }
> = {
  bce: {
    value: (p, y) => -(y * Math.log(p) + (1 - y) * Math.log(1 - p)),
    slope: (p, y) => (1 - y) / (1 - p) - y / p,
  },
  bceWithLogits: {
    value: (z, y) => -(y * Math.log(1 / (1 + Math.exp(-z))) + (1 - y) * Math.log(1 / (1 + Math.exp(z)))),
    slope: (z, y) => 1 / (1 + Math.exp(-z)) - y,
  },
  huber: {
    value: (p, y) => (Math.abs(p - y) <= 1 ? (p - y) ** 2 / 2 : Math.abs(p - y) - 0.5),
    slope: (p, y) => Math.min(1, Math.max(-1, p - y)),
  },
  mae: { value: (p, y) => Math.abs(p - y), slope: (p, y) => Math.sign(p - y) },
  mse: { value: (p, y) => (p - y) ** 2, slope: (p, y) => 2 * (p - y) },
}

describe.each(Object.entries(losses))('%s', (name, loss) => {
  const { value, slope } = formulas[name as keyof typeof losses]
  const predictions = name === 'bce' ? probability : grid(-5, 5)

  test.prop([pairs(predictions)])('is the mean of its formula over all elements, with its derivative', (elements) => {
    const p = vector(...elements.map(([p]) => p))
    const y = vector(...elements.map(([, y]) => y))
    expect(loss(p, y).item()).toBeCloseTo(mean(elements.map(([p, y]) => value(p, y))), 12)
    const g = numbersOf(grad((x: Tensor) => loss(x, y))(p))
    const expected = elements.map(([p, y]) => slope(p, y) / elements.length)
    g.forEach((derivative, i) => {
      expect(Math.abs(derivative - (expected[i] ?? Number.NaN))).toBeLessThanOrEqual(1e-12 * 1000)
    })
  })

  test.prop([pairs(predictions), fc.constantFrom(1, 2, 3)])(
    'does not care for the shape, as long as both have it',
    (elements, rows) => {
      const shape = [rows, elements.length, 1]
      const repeated = (of: 0 | 1): Tensor =>
        vector(...Array.from({ length: rows }, () => elements.map((pair) => pair[of])).flat())
      const whole = loss(repeated(0).reshape(shape), repeated(1).reshape(shape))
      expect(whole.shape).toEqual([])
      expect(whole.item()).toBeCloseTo(
        loss(vector(...elements.map(([p]) => p)), vector(...elements.map(([, y]) => y))).item(),
        12,
      )
    },
  )

  it('is a module too', () => {
    const [p, y] = [vector(0.25, 0.5), vector(0, 1)]
    expect(modules[name as keyof typeof losses].forward(p, y).item()).toBe(loss(p, y).item())
  })

  it('keeps the dtype', () => {
    expect(loss(tensor([0.5]), tensor([1])).dtype).toBe('float32')
    expect(loss(vector(0.5), vector(1)).dtype).toBe('float64')
  })

  const against = (p: Tensor, y: Tensor) => () => loss(p, y)

  it('refuses (n,) against (n, 1), which would broadcast to (n, n), and says how to mend it', () => {
    expect(against(zeros([4, 1]), zeros([4]))).toThrow(ShapeError)
    expect(against(zeros([4, 1]), zeros([4]))).toThrow(
      `${name}: the prediction is [4, 1], but the target is [4]. Write target.reshape([4, 1]).`,
    )
    expect(against(zeros([4]), zeros([4, 1]))).toThrow('Write target.reshape([4]).')
  })

  it.each([
    [[4, 1], [1]],
    [[4, 1], []],
    [[4], [1]],
    [[1], [4]],
    [[2, 3], [3]],
  ])('does not broadcast %j against %j', (p, y) => {
    expect(against(zeros(p), zeros(y))).toThrow(
      `the target is [${y.join(', ')}]. Give one target for each prediction; a loss does not broadcast.`,
    )
  })

  it('names the node of a tape that does not fit', () => {
    const p = new Tape().input(zeros([4, 1]), 'prediction')
    expect(against(p, zeros([4]))).toThrow('the prediction is prediction [4, 1], but')
  })
})

describe('bce on the edges of [0, 1]', () => {
  it('counts 0 log 0 as 0', () => {
    expect(bce(vector(0, 1), vector(0, 1)).item()).toBe(0) // not -0
  })

  it('is infinite for a certain and wrong prediction: nothing is clamped', () => {
    expect(bce(vector(0, 1), vector(1, 1)).item()).toBe(Number.POSITIVE_INFINITY)
    expect(bce(vector(1, 0.5), vector(0, 1)).item()).toBe(Number.POSITIVE_INFINITY)
    expect(bce(vector(0), vector(1e-9)).item()).toBe(Number.POSITIVE_INFINITY)
  })

  it('has the derivatives -1 and 1 at perfect predictions', () => {
    const slope = (p: number, y: number): number[] => numbersOf(grad((x: Tensor) => bce(x, vector(y)))(vector(p)))
    expect(slope(1, 1)).toEqual([-1])
    expect(slope(0, 0)).toEqual([1])
    expect(numbersOf(grad((x: Tensor) => bce(x, vector(1, 0, 1, 0)))(vector(1, 0, 1, 0)))).toEqual([
      -0.25, 0.25, -0.25, 0.25,
    ])
  })

  it('is accurate where a prediction is nearly 0', () => {
    expect(bce(vector(1e-20), vector(0)).item()).toBe(1e-20) // log(1 - p) would give 0
  })

  test.prop([probability])('of a label is the other one of the complement', (p) => {
    expect(bce(vector(p), vector(1)).item()).toBeCloseTo(bce(vector(1 - p), vector(0)).item(), 13)
  })

  test.prop([grid(0, 1), probability])('is least where the prediction is the label', (y, p) => {
    expect(bce(vector(p), vector(y)).item()).toBeGreaterThanOrEqual(bce(vector(y), vector(y)).item() - 1e-15)
  })
})

describe('bceWithLogits', () => {
  it('is exact at huge logits', () => {
    expect(bceWithLogits(vector(1e300, -1e300), vector(1, 0)).item()).toBe(0)
    expect(bceWithLogits(vector(1000), vector(0)).item()).toBe(1000)
    expect(bceWithLogits(vector(-1000), vector(0.25)).item()).toBe(250)
    expect(numbersOf(grad((z: Tensor) => bceWithLogits(z, vector(0, 1)))(vector(1000, 1000)))).toEqual([0.5, 0])
  })

  it('keeps the digits of a small loss in float32, and those of its gradient, whatever the class', () => {
    for (const z of [10, 20, 50]) {
      const [loss, slope] = [Math.log1p(Math.exp(-z)), 1 / (1 + Math.exp(z))]
      for (const y of [0, 1]) {
        const sign = 2 * y - 1
        const [value, gradient] = valueAndGrad((logit: Tensor) => bceWithLogits(logit, tensor([y])))(tensor([sign * z]))
        // of a float32, a few units in the last place
        expect(Math.abs(value.item() / loss - 1)).toBeLessThan(1e-6)
        expect(Math.abs(gradient.item() / (-sign * slope) - 1)).toBeLessThan(1e-6)
      }
    }
  })

  it('costs nothing where an infinite logit is right, and is infinite where it is wrong', () => {
    const infinite = vector(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
    expect(bceWithLogits(infinite, vector(1, 0)).item()).toBe(0)
    expect(bceWithLogits(infinite, vector(0, 1)).item()).toBe(Number.POSITIVE_INFINITY)
  })
})

test('gaussianNll is finite where the prediction is right and sure, and where a large error was expected', () => {
  const half = Math.log(2 * Math.PI) / 2
  expect(gaussianNll(tensor([1]), tensor([-100]), tensor([1])).item()).toBeCloseTo(half - 50, 4)
  expect(gaussianNll(tensor([1e20]), tensor([90]), tensor([0])).item()).toBeCloseTo(
    half + 45 + (1e40 * Math.exp(-90)) / 2,
    4,
  )
})

describe('crossEntropy', () => {
  const rows = fc.integer({ min: 1, max: 5 }).chain((classes) => {
    const row = (of: fc.Arbitrary<number>) => fc.array(of, { minLength: classes, maxLength: classes })
    return fc.array(fc.tuple(row(grid(-5, 5)), row(grid(0, 1))), { minLength: 1, maxLength: 4 })
  })
  const matrix = (of: readonly (readonly number[])[]): Tensor => vector(...of.flat()).reshape([of.length, -1])
  const against = (p: Tensor, y: Tensor) => () => crossEntropy(p, y)
  const softmax = (row: readonly number[]): number[] => {
    const total = row.reduce((sum, z) => sum + Math.exp(z), 0)
    return row.map((z) => Math.exp(z) / total)
  }

  test.prop([rows])(
    'is the mean of -Σ y log softmax(z) over rows, with the derivative (Σy softmax(z) - y) / n',
    (pairs) => {
      const [z, y] = [pairs.map(([z]) => z), pairs.map(([, y]) => y)]
      const p = z.map(softmax)
      const each = p.map(
        (row, i) => -row.reduce((sum, share, k) => sum + (y[i]?.[k] ?? Number.NaN) * Math.log(share), 0),
      )
      expect(crossEntropy(matrix(z), matrix(y)).item()).toBeCloseTo(mean(each), 12)
      const g = numbersOf(grad((x: Tensor) => crossEntropy(x, matrix(y)))(matrix(z)))
      const expected = p.flatMap((row, i) => {
        const labels = y[i] ?? []
        const total = labels.reduce((sum, label) => sum + label, 0)
        return row.map((share, k) => (total * share - (labels[k] ?? Number.NaN)) / p.length)
      })
      g.forEach((derivative, i) => {
        expect(Math.abs(derivative - (expected[i] ?? Number.NaN))).toBeLessThanOrEqual(1e-12)
      })
    },
  )

  test.prop([fc.array(fc.tuple(grid(-5, 5), grid(0, 1)), { minLength: 1, maxLength: 9 })])(
    'of two classes is bceWithLogits of their difference',
    (elements) => {
      const z = matrix(elements.map(([z]) => [z / 2, -z / 2]))
      const y = matrix(elements.map(([, y]) => [y, 1 - y]))
      const binary = bceWithLogits(vector(...elements.map(([z]) => z)), vector(...elements.map(([, y]) => y)))
      expect(crossEntropy(z, y).item()).toBeCloseTo(binary.item(), 12)
    },
  )

  test.prop([rows, grid(-5, 5)])('does not care for a shift of a row, nor for how the batch is shaped', (pairs, by) => {
    const [z, y] = [matrix(pairs.map(([z]) => z)), matrix(pairs.map(([, y]) => y))]
    const loss = crossEntropy(z, y).item()
    expect(crossEntropy(z.add(by), y).item()).toBeCloseTo(loss, 12)
    const shape = [1, pairs.length, 1, z.shape[1] ?? 0]
    expect(crossEntropy(z.reshape(shape), y.reshape(shape)).item()).toBe(loss)
  })

  it('is exact at huge logits', () => {
    expect(crossEntropy(matrix([[1e300, -1e300]]), matrix([[1, 0]])).item()).toBe(0) // not -0
    expect(crossEntropy(matrix([[1000, 0]]), matrix([[0, 1]])).item()).toBe(1000)
    expect(numbersOf(grad((z: Tensor) => crossEntropy(z, matrix([[0, 1]])))(matrix([[1000, 0]])))).toEqual([1, -1])
  })

  it('takes -Infinity as the logit of a class that is ruled out', () => {
    const [z, y] = [matrix([[0, Number.NEGATIVE_INFINITY, 0]]), matrix([[1, 0, 0]])]
    expect(crossEntropy(z, y).item()).toBeCloseTo(Math.LN2, 15)
    expect(numbersOf(grad((z: Tensor) => crossEntropy(z, y))(z))).toEqual([-0.5, 0, 0.5])
    expect(crossEntropy(z, matrix([[0, 1, 0]])).item()).toBe(Number.POSITIVE_INFINITY)
  })

  it('is a module too, and keeps the dtype', () => {
    const [z, y] = [tensor([[0, 1]]), tensor([[0, 1]])]
    expect(new CrossEntropy().forward(z, y).item()).toBe(crossEntropy(z, y).item())
    expect(crossEntropy(z, y).dtype).toBe('float32')
    expect(crossEntropy(matrix([[0, 1]]), matrix([[0, 1]])).dtype).toBe('float64')
  })

  it('refuses classes as numbers, which are no one-hot rows, and logits without an axis of classes', () => {
    expect(against(zeros([4, 3]), zeros([4]))).toThrow(ShapeError)
    expect(against(zeros([4, 3]), zeros([4]))).toThrow(
      'crossEntropy: the prediction is [4, 3], but the target is [4]. Give one target for each prediction',
    )
    expect(against(zeros([]), zeros([]))).toThrow(
      'crossEntropy: the prediction is [], one number; give logits [..., classes].',
    )
  })
})

describe.each(Object.entries({ bce, bceWithLogits }))('%s', (name, loss) => {
  it('refuses a target outside [0, 1], for which it has no least value', () => {
    for (const target of [2, -1]) {
      const attempt = (p: Tensor): Tensor => loss(p, vector(0, target))
      const message = `${name}: the target holds ${target}, which is no probability. Give 0 and 1, or numbers between them`
      expect(() => attempt(vector(0.5, 0.5))).toThrow(DomainError)
      expect(() => grad(attempt)(vector(0.5, 0.5))).toThrow(message)
    }
    expect(loss(vector(0.5), vector(1 + 1e-7)).item()).toBeGreaterThan(0) // as rounding may leave it
    expect(loss(vector(0.5), vector(Number.NaN)).item()).toBeNaN()
    expect(numbersOf(grad((y: Tensor) => loss(vector(0.5), y))(vector(2)))).toHaveLength(1) // on a tape, it is not looked at
  })
})

test('integers do not wrap around', () => {
  const int = (value: number): Tensor => tensor([value], { dtype: 'int32' })
  const [most, least] = [int(2 ** 31 - 1), int(-(2 ** 31))]
  expect(mae(most, least).item()).toBe(2 ** 32) // rounded to float32, as the squares are
  expect(huber(most, least).item()).toBe(2 ** 32)
  expect(mse(most, least).item()).toBe(2 ** 64)
  expect(gaussianNll(most, zeros([1]), least).item()).toBe(2 ** 63)
  expect([mse(int(3), int(1)), mae(int(3), int(1))].map(String)).toEqual(['Tensor f32[] 4', 'Tensor f32[] 2'])
  const tape = new Tape()
  mse(tape.input(vector(1), 'p'), int(2))
  expect(tape.nodes.map(({ op }) => op?.name)).not.toContain('astype')
})

test('mae, huber and gaussianNll give what NumPy gives, and have the right gradient', () => {
  const { prediction, target, logVariance, ...expected } = reference.losses
  const [p, y, s] = [prediction, target, logVariance].map(tensorOf) as [Tensor, Tensor, Tensor] // three for three
  expect(mae(p, y).item()).toBeCloseTo(expected.mae, 14)
  expect(huber(p, y).item()).toBeCloseTo(expected.huber, 14)
  expect(gaussianNll(p, s, y).item()).toBeCloseTo(expected.gaussianNll, 14)
  for (const loss of [mae, huber]) {
    expect(checkGradient((a: Tensor) => loss(a, y), [p], { adapter: adjoint }).verdict).toBe('pass')
  }
  expect(checkGradient((a: Tensor, b: Tensor) => gaussianNll(a, b, y), [p, s], { adapter: adjoint }).verdict).toBe(
    'pass',
  )
  expect(() => gaussianNll(p, s, y.reshape([-1]))).toThrow(/a loss does not broadcast|reshape/)
})
