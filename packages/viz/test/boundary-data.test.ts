import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prepare } from '../src/boundary-data.ts'

type Places = readonly (readonly [number, number])[]

const corners: Places = [
  [-1, -1],
  [1, 1],
]
const half = (places: Places): number[] => places.map(() => 0.5)

test('points and labels are checked', () => {
  const data = (points: Places, labels: number[]) => ({ points, labels, predict: half })
  expect(() => prepare('f', data([], []))).toThrow(new RangeError('f: there are no points; give at least one.'))
  expect(() => prepare('f', data({ shape: [2, 2] } as never, [0, 1]))).toThrow('of a tensor, give toArray().')
  expect(() => prepare('f', data(corners, [[0], [1]] as never))).toThrow(
    'the label of point 0 is a list; give a flat list',
  )
  expect(() => prepare('f', { points: corners, labels: [0, 1], predict: () => ({}) as never })).toThrow(
    new TypeError('f: predict gave no list of probabilities; of a tensor, give toTypedArray().'),
  )
  expect(() => prepare('f', data(corners, [0]))).toThrow(
    new RangeError('f: 2 points have 1 labels; give one label for each point.'),
  )
  expect(() => prepare('f', data(corners, [0, 2]))).toThrow(
    new RangeError('f: the label of point 1 is 2; give 0 or 1.'),
  )
  expect(() => prepare('f', data([[0, Number.NaN]], [0]))).toThrow(
    new RangeError('f: point 0 is (0, NaN); give finite numbers up to 1e+300.'),
  )
})

test('what is no point, label or function is named', () => {
  const data = { points: corners, labels: [0, 1], predict: half }
  const given = (other: object) => () => prepare('f', { ...data, ...other })
  expect(() => prepare('f', null as never)).toThrow('f: points is no list of [x, y]; of a tensor, give toArray().')
  expect(given({ points: [5, 6] })).toThrow(new TypeError('f: point 0 is 5; give [x, y].'))
  expect(given({ points: [['a', 1n]] })).toThrow(
    new RangeError('f: point 0 is ("a", 1n); give finite numbers up to 1e+300.'),
  )
  expect(given({ labels: undefined })).toThrow(
    new TypeError('f: labels is undefined; give a list of 0 and 1. Of a tensor, give toTypedArray().'),
  )
  expect(given({ labels: [0n, 1n] })).toThrow(new RangeError('f: the label of point 0 is 0n; give 0 or 1.'))
  expect(given({ predict: undefined })).toThrow(
    new TypeError('f: predict is undefined; give a function from points to their probabilities of class 1.'),
  )
  expect(given({ predict: () => [[0.5], [0.5]] })).toThrow('f: predict gave a list at (-1, -1); give a probability')
})

test('points may be what a tensor gives: lists of numbers, two in each', () => {
  const points: readonly number[][] = [
    [0, 1],
    [2, 3],
  ]
  const boundary = prepare('f', { points, labels: [1, 1], predict: half })
  expect(boundary.points.map(({ point }) => point)).toEqual(points)
  const data = (point: number[]) => ({ points: [point], labels: [1], predict: half })
  expect(() => prepare('f', data([0, 1, 2]))).toThrow(new RangeError('f: point 0 has 3 numbers; give [x, y].'))
  expect(() => prepare('f', data([0]))).toThrow(new RangeError('f: point 0 has 1 numbers; give [x, y].'))
})

test('probabilities are checked', () => {
  const data = (predict: (places: Places) => ArrayLike<number>) => ({ points: corners, labels: [0, 1], predict })
  expect(() =>
    prepare(
      'f',
      data(() => [0.5]),
    ),
  ).toThrow(new RangeError('f: predict gave 1 probabilities for 2 points; give one for each.'))
  expect(() =>
    prepare(
      'f',
      data(() => [0.5, 1.1]),
    ),
  ).toThrow(new RangeError('f: predict gave 1.1 at (1, 1); give a probability from 0 to 1 (is it a logit?).'))
  expect(() =>
    prepare(
      'f',
      data(() => [0.5, Number.NaN]),
    ),
  ).toThrow(RangeError)
  expect(
    prepare(
      'f',
      data(() => Float32Array.of(0, 1.000001)),
    ).wrong,
  ).toBe(0)
})

test('a point is wrong when the other class is likelier; 0.5 is class 1', () => {
  const points: Places = [
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
  ]
  const predict = (places: Places) => places.map(([x]) => [0.49, 0.5, 0.9, 0.1][x] ?? 0)
  const boundary = prepare('f', { points, labels: [0, 1, 0, 1], predict })
  expect(boundary.points.map(({ wrong }) => wrong)).toEqual([false, false, true, true])
  expect(boundary.wrong).toBe(2)
})

test('the field holds the probability in the middle of each cell, from the top left', () => {
  const predict = (places: Places) => places.map(([x, y]) => (x + 3 + (y + 3) * 0.1) / 8)
  const { sample, x, y } = prepare('f', { points: corners, labels: [0, 1], predict })
  expect([...x, ...y]).toEqual([-1.12, 1.12, -1.12, 1.12])
  const field = sample(4, 2)
  expect(field.at(0, 0)).toBeCloseTo((2.16 + 0.356) / 8)
  expect(field.at(3, 1)).toBeCloseTo((3.84 + 0.244) / 8)
})

test('the boundary of a linear classifier is straight, right across the plot', () => {
  const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true })
  const offset = fc.double({ min: -0.8, max: 0.8, noNaN: true })
  const steepness = fc.double({ min: 0.5, max: 8, noNaN: true })
  fc.assert(
    fc.property(angle, offset, steepness, (phi, c, k) => {
      const signed = (x: number, y: number): number => Math.cos(phi) * x + Math.sin(phi) * y - c
      const predict = (places: Places) => places.map(([x, y]) => 1 / (1 + Math.exp(-k * signed(x, y))))
      const size = 40
      const { sample } = prepare('f', { points: corners, labels: [0, 1], predict })
      const cell = 2.24 / size
      const line = sample(size, size)
        .rings(0.5)
        .flat()
        .filter(([u, v]) => u >= 0 && u <= size && v >= 0 && v <= size)
      const places = line.map(([u, v]) => [-1.12 + u * cell, 1.12 - v * cell] as const)
      for (const [x, y] of places) expect(Math.abs(signed(x, y))).toBeLessThan(0.05 * cell)
      const reach = Math.max(...places.flatMap(([x, y]) => [Math.abs(x), Math.abs(y)]))
      expect(reach).toBeGreaterThan(1.12 - cell)
    }),
  )
})
