import { DomainError, random, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { accuracy, confusionMatrix, f1, precision, recall } from '../../src/index.ts'

const labels = (values: readonly number[]): Tensor => tensor(values, { dtype: 'int32' })
const pairs = fc
  .integer({ min: 2, max: 5 })
  .chain((k) => fc.array(fc.tuple(fc.nat(k - 1), fc.nat(k - 1)), { minLength: 1, maxLength: 20 }))
const several = { average: 'macro' } as const

describe('scores of classes', () => {
  test.prop([pairs])('micro, each is the accuracy; weighted, the recall is', (given) => {
    const [p, y] = [labels(given.map(([p]) => p)), labels(given.map(([, y]) => y))]
    const share = accuracy(p, y)
    for (const score of [precision, recall, f1]) expect(score(p, y, { average: 'micro' })).toBe(share)
    expect(recall(p, y, { average: 'weighted' })).toBeCloseTo(share, 14)
  })

  test.prop([pairs])('exchanging predictions and targets exchanges precision and recall, and transposes', (given) => {
    const [p, y] = [labels(given.map(([p]) => p)), labels(given.map(([, y]) => y))]
    expect(precision(p, y, several)).toBe(recall(y, p, several))
    expect(f1(p, y, several)).toBe(f1(y, p, several))
    expect(confusionMatrix(p, y).toArray()).toEqual(confusionMatrix(y, p).transpose().toArray())
  })

  test.prop([pairs, fc.nat()])(
    'do not depend on the order of the samples, nor on the names of the classes',
    (given, seed) => {
      const rng = random(seed)
      const order = rng.permutation(given.length).toTypedArray()
      const names = rng.permutation(5).toTypedArray()
      const of = (list: readonly (readonly [number, number])[], name = (k: number): number => k): [Tensor, Tensor] => [
        labels(list.map(([p]) => name(p))),
        labels(list.map(([, y]) => name(y))),
      ]
      const shuffled = Array.from(order, (i) => given[i] ?? ([0, 0] as const))
      for (const score of [precision, recall, f1]) {
        const [before, after] = [score(...of(given), several), score(...of(shuffled, (k) => names[k] ?? 0), several)]
        expect(after).toBeCloseTo(before, 14) // the classes are summed in another order
      }
      expect(confusionMatrix(...of(shuffled)).toArray()).toEqual(confusionMatrix(...of(given)).toArray())
    },
  )

  it('go by the threshold, each number by itself, or by the largest of one-hot rows', () => {
    const p = tensor([
      [0.9, 0.4],
      [0.1, 0.8],
    ])
    const y = tensor([
      [1, 1],
      [0, 1],
    ])
    expect(accuracy(p, y, { oneHot: true })).toBe(1) // of [1, 1] the first
    expect(accuracy(p, y)).toBe(0.75)
    expect(recall(p, y, { threshold: 0.3 })).toBe(1)
    expect(precision(tensor([-1, 2, 3]), tensor([0, 0, 1]), { threshold: 0 })).toBe(0.5)
  })

  it('are those of the last axis', () => {
    const p = tensor([
      [
        [1, 2, 0],
        [5, 1, 0],
      ],
      [
        [0, 0, 3],
        [0, 9, 1],
      ],
    ])
    const y = labels([1, 0, 2, 2]).reshape([2, 2])
    expect(accuracy(p, y)).toBe(0.75)
    expect(confusionMatrix(p, y).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
    ])
  })

  it('of nothing', () => {
    const none = zeros([0])
    expect(accuracy(none, none)).toBeNaN()
    expect([precision(none, none), precision(none, none, { zeroDivision: 1 })]).toEqual([0, 1])
    expect(recall(none, none, { average: 'weighted', zeroDivision: 1 })).toBe(1)
    expect(confusionMatrix(none, none).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(confusionMatrix(zeros([0, 3]), labels([])).shape).toEqual([3, 3])
  })
})

describe('what scores refuse', () => {
  it('several classes without an average, and averages and options that are none', () => {
    const p = labels([0, 1, 2])
    expect(() => precision(p, p)).toThrow(DomainError)
    expect(() => f1(p, p)).toThrow("f1: there are 3 classes; give average: 'macro', 'micro' or 'weighted'.")
    expect(() => recall(p, p, { average: 'samples' as 'micro' })).toThrow(
      'recall: average is "samples"; give binary, macro, micro or weighted.',
    )
    expect(() => recall(p, p, { zeroDivision: 2 })).toThrow('recall: zeroDivision is 2; give 0, 1 or NaN.')
    expect(() => recall(p, p, { averge: 'micro' } as object)).toThrow('recall: unknown option "averge"')
    expect(() => confusionMatrix(p, p, { labels: 3 } as object)).toThrow('confusionMatrix: unknown option "labels"')
    expect(() => confusionMatrix(p, p, { classes: 2 })).toThrow(
      'confusionMatrix: classes is 2, but there are 3; give an integer from there up.',
    )
  })

  it('numbers that are no classes', () => {
    expect(() => accuracy(zeros([2, 3]), tensor([0, 3]))).toThrow(
      'accuracy: the target holds 3; class indices are integers from 0 to 2.',
    )
    expect(() => accuracy(zeros([2, 3]), tensor([0, 0.5]))).toThrow('accuracy: the target holds 0.5')
    expect(() => accuracy(zeros([2, 3]), zeros([2, 3]), { oneHot: true, threshold: 0.5 })).toThrow(
      'accuracy: of one-hot rows the largest score counts; leave out threshold, or oneHot.',
    )
    expect(() => accuracy(labels([0, -1]), labels([0, 1]))).toThrow('accuracy: the prediction holds -1')
    const scores = () => accuracy(zeros([2, 3]), tensor([0, 1]), { threshold: 0 })
    expect(scores).toThrow('accuracy: of scores [..., classes] the largest counts; leave out threshold.')
  })

  it('a third class, or none, where there are probabilities', () => {
    const message = (truth: number) => `holds ${truth}, where a probability has 0 or 1. Of more classes, predict scores`
    for (const truth of [2, -1, 0.5, Number.NaN]) {
      expect(() => accuracy(tensor([0.9, 2]), tensor([0, truth]))).toThrow(`accuracy: the target ${message(truth)}`)
      expect(() => f1(tensor([0.9, 2]), tensor([0, truth]))).toThrow(DomainError)
    }
    expect(() => confusionMatrix(tensor([0, 2, 1]), labels([0, 1, 2]))).toThrow(
      `confusionMatrix: the target ${message(2)}`,
    )
    expect(() => accuracy(tensor([-3, 2]), tensor([-1, 1]), { threshold: 0 })).toThrow(message(-1))
    expect(accuracy(tensor([-3, 2]), tensor([0, 1]), { threshold: 0 })).toBe(1)
    const text = { oneHot: JSON.parse('"no"') }
    expect(() => accuracy(zeros([1, 2]), zeros([1, 2]), text)).toThrow('accuracy: oneHot is "no"; give true or false.')
  })

  it('a threshold that is no number', () => {
    for (const [json, said] of [['"0.5"', '"0.5"'], ['null', 'null']] as const) // biome-ignore format: a table
      expect(() => accuracy(tensor([0.9]), tensor([1]), { threshold: JSON.parse(json) })).toThrow(
        `accuracy: threshold is ${said}; give a number, 0.5 say, or 0 for logits.`,
      )
    expect(() => recall(tensor([0.9]), tensor([1]), { threshold: Number.NaN })).toThrow('recall: threshold is NaN')
  })

  it('more classes than a table of them has room for', () => {
    const [largest, none] = [labels([2 ** 31 - 1]), labels([0])]
    const message = 'there are 2147483648 classes, and at most 16384 are counted; number them from 0 up.'
    expect(() => confusionMatrix(largest, none)).toThrow(`confusionMatrix: ${message}`)
    expect(() => confusionMatrix(none, none, { classes: 1e9 })).toThrow(DomainError)
    for (const score of [precision, recall, f1])
      expect(() => score(none, largest, several)).toThrow('2147483648 classes, and at most 16777216 are counted')
    expect(accuracy(largest, largest)).toBe(1)
    expect(f1(labels([100_000]), labels([100_000]), several)).toBe(1)
  })

  it('shapes that do not fit', () => {
    expect(() => f1(zeros([3, 1]), zeros([3]))).toThrow(ShapeError)
    expect(() => f1(zeros([3, 4]), zeros([4]))).toThrow(ShapeError)
    expect(() => f1(zeros([3, 1]), zeros([3, 1]), { oneHot: true })).toThrow(
      'f1: one-hot rows are [..., classes] with 2 classes or more, but this is [3, 1].',
    )
    expect(() => confusionMatrix(zeros([3, 4]), zeros([3, 3]))).toThrow(ShapeError)
  })
})
