import { DomainError, fromTypedArray, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { accuracy } from '../../src/index.ts'

const vector = (values: readonly number[]): Tensor => fromTypedArray(Float64Array.from(values))
const probability = fc.integer({ min: 0, max: 8 }).map((k) => k / 8)
const samples = fc.array(fc.tuple(probability, fc.constantFrom(0, 1)), { minLength: 1, maxLength: 20 })

describe('accuracy', () => {
  test.prop([samples, probability])(
    'is the share of probabilities on the right side of the threshold',
    (pairs, threshold) => {
      const [p, y] = [vector(pairs.map(([p]) => p)), vector(pairs.map(([, y]) => y))]
      const right = pairs.filter(([p, y]) => (p > threshold ? 1 : 0) === y).length
      expect(accuracy(p, y, { threshold })).toBe(right / pairs.length)
      if (threshold === 0.5) expect(accuracy(p, y)).toBe(right / pairs.length)
    },
  )

  it('counts exactly one half as class 0', () => {
    expect(accuracy(tensor([0.5, 0.5]), tensor([0, 1]))).toBe(0.5)
  })

  it('takes logits with the threshold 0', () => {
    expect(accuracy(tensor([[-3], [0.2], [4]]), tensor([[0], [1], [0]]), { threshold: 0 })).toBeCloseTo(2 / 3, 15)
  })

  it('refuses logits without a threshold, and scores against one-hot rows without oneHot', () => {
    const message = (p: number) =>
      `accuracy: the prediction holds ${p}, which is no probability. ` +
      'Of logits, give threshold: 0; of scores against one-hot rows, oneHot: true.'
    expect(() => accuracy(tensor([[0.2], [4]]), tensor([[1], [1]]))).toThrow(new DomainError(message(4)))
    expect(() => accuracy(tensor([[1, -2]]), tensor([[1, 0]]))).toThrow(new DomainError(message(-2)))
    expect(accuracy(tensor([-1e-6, 1.000001]), tensor([0, 1]))).toBe(1)
    expect(accuracy(tensor([-0.1, 1.1]), tensor([0, 1]), { threshold: 0.5 })).toBe(1)
  })

  it('is exact for 3 million predictions in float32', () => {
    const n = 3_000_000
    const predictions = new Float32Array(n)
    predictions[7] = 1
    expect(accuracy(fromTypedArray(predictions) as Tensor, zeros([n]) as Tensor)).toBe((n - 1) / n)
  })

  it('counts NaN as class 0', () => {
    expect(accuracy(tensor([Number.NaN]), tensor([1]))).toBe(0)
  })

  it('refuses targets of another shape and options that it does not know', () => {
    expect(() => accuracy(zeros([3, 1]), zeros([3]))).toThrow(ShapeError)
    expect(() => accuracy(zeros([3, 1]), zeros([3]))).toThrow(
      'accuracy: the prediction is [3, 1], but the target is [3]. Write target.reshape([3, 1]).',
    )
    expect(() => accuracy(zeros([1]), zeros([1]), { treshold: 0 } as object)).toThrow(
      'accuracy: unknown option "treshold"; it takes threshold, oneHot.',
    )
  })
})
