import { grad, Tape } from '@adjoint/autograd'
import { fromTypedArray, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { BCE, BCEWithLogits, bce, bceWithLogits, type Loss, MSE, mse } from '../src/index.ts'
import { numbersOf } from './networks.ts'

const vector = (...values: number[]): Tensor => fromTypedArray(Float64Array.from(values))
const grid = (min: number, max: number) => fc.integer({ min: 997 * min, max: 997 * max }).map((k) => k / 997)
const pairs = (of: fc.Arbitrary<number>) => fc.array(fc.tuple(of, grid(0, 1)), { minLength: 1, maxLength: 9 })
const probability = fc.integer({ min: 1, max: 996 }).map((k) => k / 997)
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

const losses = { bce, bceWithLogits, mse }
const modules: Record<keyof typeof losses, { forward: Loss }> = {
  bce: new BCE(),
  bceWithLogits: new BCEWithLogits(),
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
})
