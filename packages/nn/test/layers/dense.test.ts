import { Tape, valueAndGrad } from '@adjoint/autograd'
import { DomainError, random, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { allZeros, Dense, dense } from '../../src/index.ts'
import { matrixTensor, numbersOf } from '../networks.ts'

const size = fc.integer({ min: 1, max: 6 })

describe('dense', () => {
  it('is x W + b', () => {
    const layer = new Dense(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      tensor([10, 20, 30]),
    )
    expect(
      layer
        .forward(
          tensor([
            [1, 1],
            [2, -1],
          ]),
        )
        .toArray(),
    ).toEqual([
      [15, 27, 39],
      [8, 19, 30],
    ])
    expect([layer.inputDim, layer.outputDim]).toEqual([2, 3])
  })

  test.prop([size, size, fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }), fc.nat()])(
    'treats each row alone, under any leading dimensions',
    (inputDim, outputDim, lead, seed) => {
      const rng = random(seed)
      const layer = dense(inputDim, outputDim, rng, {
        dtype: 'float64',
        bias: (r, shape, dtype) => r.normal(shape, { dtype }),
      })
      const x = rng.normal([...lead, inputDim], { dtype: 'float64' })
      const y = layer.forward(x as Tensor) as Tensor
      expect(y.shape).toEqual([...lead, outputDim])
      const [weight, bias, rows] = [layer.weight, layer.bias, x].map((part) => numbersOf(part as Tensor)) as [
        number[],
        number[],
        number[],
      ]
      numbersOf(y).forEach((value, k) => {
        const [row, unit] = [Math.floor(k / outputDim), k % outputDim]
        const terms = Array.from(
          { length: inputDim },
          (_, i) => (rows[row * inputDim + i] ?? 0) * (weight[i * outputDim + unit] ?? 0),
        )
        expect(value).toBeCloseTo(
          terms.reduce((a, b) => a + b, bias[unit] ?? 0),
          12,
        )
      })
    },
  )

  it('draws the weight, then the bias', () => {
    const rng = random(7)
    const draw = (r: typeof rng, shape: readonly number[]): Tensor => r.normal(shape) as Tensor
    const layer = dense(3, 2, random(7), {
      weight: (r, shape, dtype) => r.normal(shape, { dtype }),
      bias: (r, shape, dtype) => r.normal(shape, { dtype }),
    })
    expect(numbersOf(layer.weight)).toEqual(numbersOf(draw(rng, [3, 2])))
    expect(numbersOf(layer.bias)).toEqual(numbersOf(draw(rng, [2])))
  })

  it('starts from Glorot weights and zero biases in float32', () => {
    const layer = dense(4, 5, random(1))
    expect(layer.weight.dtype).toBe('float32')
    expect(numbersOf(layer.bias)).toEqual([0, 0, 0, 0, 0])
    const limit = Math.fround(Math.sqrt(6 / 9))
    expect(Math.max(...numbersOf(layer.weight).map(Math.abs))).toBeLessThanOrEqual(limit)
    expect(new Set(numbersOf(layer.weight)).size).toBe(20)
    expect(dense(4, 5, random(1), { dtype: 'float64' }).bias.dtype).toBe('float64')
  })

  it('names its parameters on a tape, and the ops by the scope they run in', () => {
    const tape = new Tape()
    const y = dense(2, 3, random(0)).forward(tape.input(zeros([4, 2]), 'x'))
    expect(y.describe()).toBe('add [4, 3]')
    expect(tape.nodes.map(({ name }) => name)).toEqual(['x', 'matmul', 'add'])
  })

  it('is not changed by training on it', () => {
    const layer = dense(2, 1, random(0))
    const before = numbersOf(layer.weight)
    const [, gradient] = valueAndGrad((l: typeof layer, x: Tensor) => (l.forward(x) as Tensor).square().sum())(
      layer,
      matrixTensor([[1, 2]]),
    )
    expect(gradient).toBeInstanceOf(Dense)
    expect(gradient).toMatchObject({ kind: 'dense', inputDim: 2, outputDim: 1 })
    expect(numbersOf(layer.weight)).toEqual(before)
  })
})

describe('what dense refuses', () => {
  const layer = dense(3, 2, random(0))
  const wrong = (x: Tensor) => () => layer.forward(x)

  it('rows of another size, with the two ways to mend it', () => {
    expect(wrong(zeros([5, 4]))).toThrow(ShapeError)
    expect(wrong(zeros([5, 4]))).toThrow(
      'dense(3, 2) takes [..., 3], but gets [5, 4]. Make it dense(4, 2), or give it rows of 3.',
    )
  })

  it('a number', () => {
    expect(wrong(zeros([]))).toThrow('dense(3, 2) takes [..., 3], but gets []. Give it a batch of rows.')
  })

  it.each([
    [0, 2],
    [2, 0],
    [1.5, 2],
    [2, Number.NaN],
    [-1, 1],
  ])('the sizes %d and %d', (inputDim, outputDim) => {
    expect(() => dense(inputDim, outputDim, random(0))).toThrow(DomainError)
    expect(() => dense(inputDim, outputDim, random(0))).toThrow('is no layer size; give integers of 1 or more.')
  })

  it('an option that it does not know', () => {
    const options = { wieght: allZeros }
    expect(() => dense(2, 2, random(0), options as object)).toThrow(
      'dense: unknown option "wieght"; it takes weight, bias, dtype.',
    )
  })

  it('a bias that does not fit the weight', () => {
    const weight = zeros([3, 2])
    expect(() => new Dense<number, number>(weight, zeros([3]))).toThrow(
      'dense: the bias [3] does not fit the weight [3, 2]; give [2].',
    )
    expect(() => new Dense<number, number>(weight, zeros([2, 1]) as Tensor as Tensor<[number]>)).toThrow(ShapeError)
  })
})
