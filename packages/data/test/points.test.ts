import { DTypeError, type Tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { blobs, circles, type LabelledPoints, moons, spirals, xor } from '../src/index.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const samples = fc.integer({ min: 0, max: 60 })

const generators = [
  { name: 'moons', make: moons },
  { name: 'circles', make: circles },
  { name: 'spirals', make: spirals },
  { name: 'xor', make: xor },
]

describe.each(generators)('$name', ({ name, make }) => {
  test.prop([samples, seeds])('gives [n, 2] points and [n, 1] labels of 0 and 1, shared equally', (n, seed) => {
    const { x, y } = make({ samples: n, seed })
    expect([x.shape, y.shape, x.dtype, y.dtype]).toEqual([[n, 2], [n, 1], 'float32', 'float32'])
    const labels = numbersOf(y)
    const ones = labels.filter((label) => label === 1).length
    expect(labels.filter((label) => label === 0).length).toBe(n - ones)
    expect(Math.abs(n - 2 * ones)).toBeLessThanOrEqual(1)
  })

  test.prop([samples, seeds])(
    'gives the same numbers for the same seed, float32 those of float64 rounded',
    (n, seed) => {
      const narrow = make({ samples: n, noise: 0.1, seed })
      const wide = make({ samples: n, noise: 0.1, seed, dtype: 'float64' })
      expect(numbersOf(narrow.x)).toEqual(numbersOf(wide.x).map(Math.fround))
      expect(numbersOf(narrow.y)).toEqual(numbersOf(wide.y))
    },
  )

  test.prop([samples, seeds])('moves each point by noise of its own, in proportion', (n, seed) => {
    const at = (noise: number) => numbersOf(make({ samples: n, noise, seed, dtype: 'float64' }).x)
    const [none, some, twice] = [at(0), at(0.5), at(1)]
    some.forEach((value, i) => {
      const moved = value - (none[i] ?? 0)
      expect(moved).not.toBe(0)
      expect(2 * moved).toBeCloseTo((twice[i] ?? 0) - (none[i] ?? 0), 12)
    })
  })

  it('says what is wrong', () => {
    const unknown: object = { samples: 4, seed: 1, sample: 5 }
    expect(() => make({ samples: -1, seed: 1 })).toThrow(`${name}: samples is -1`)
    expect(() => make({ samples: 2.5, seed: 1 })).toThrow(`${name}: samples is 2.5`)
    expect(() => make({ samples: 2 ** 53, seed: 1 })).toThrow(
      `${name}: samples is 9007199254740992; give the number of points, an integer from 0 to 16777216.`,
    )
    expect(() => make({ samples: 4, noise: -0.1, seed: 1 })).toThrow(`${name}: noise is -0.1`)
    expect(() => make({ samples: 4, noise: Number.NaN, seed: 1 })).toThrow(`${name}: noise is NaN`)
    expect(() => make({ samples: 4, seed: -1 })).toThrow(`${name}: the seed is -1`)
    expect(() => make({ samples: 4, ...JSON.parse('{}') })).toThrow(`${name}: the seed is undefined`)
    expect(() => make({ samples: 4, seed: 1, ...unknown })).toThrow(`${name}: unknown option "sample"`)
    expect(() => make({ samples: 4, seed: 1, ...{ dtype: badDType() } })).toThrow(DTypeError)
  })
})

/** As a caller without types would give it. */
function badDType(): 'float32' {
  return JSON.parse('"int32"')
}

describe('without noise', () => {
  test.prop([samples, seeds])('moons are two half circles', (n, seed) => {
    for (const [x, y, label] of rowsOf(moons({ samples: n, seed, dtype: 'float64' }))) {
      const [u, v] = label === 0 ? [x, y] : [1 - x, 0.5 - y]
      expect(Math.hypot(u, v)).toBeCloseTo(1, 14)
      expect(v).toBeGreaterThanOrEqual(-1e-15)
    }
  })

  test.prop([samples, fc.double({ min: 0, max: 0.99, noNaN: true }), seeds])(
    'circles are circles',
    (n, factor, seed) => {
      for (const [x, y, label] of rowsOf(circles({ samples: n, factor, seed, dtype: 'float64' }))) {
        expect(Math.hypot(x, y)).toBeCloseTo(label === 0 ? 1 : factor, 14)
      }
    },
  )

  test.prop([samples, fc.double({ min: 0.1, max: 4, noNaN: true }), seeds])('spirals are spirals', (n, turns, seed) => {
    for (const [x, y, label] of rowsOf(spirals({ samples: n, turns, seed, dtype: 'float64' }))) {
      const radius = Math.hypot(x, y)
      const angle = 2 * Math.PI * turns * radius + (label === 0 ? 0 : Math.PI)
      expect(radius).toBeGreaterThan(0)
      expect(x).toBeCloseTo(radius * Math.cos(angle), 12)
      expect(y).toBeCloseTo(radius * Math.sin(angle), 12)
    }
  })

  it('four samples of xor are its truth table', () => {
    const { x, y } = xor({ seed: 0 })
    expect(x.toArray()).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
    expect(y.toArray()).toEqual([[0], [1], [1], [0]])
  })

  it('blobs of no width are their centers', () => {
    const centers = [
      [1, 2],
      [-3, 4],
    ] as const
    const { x, y } = blobs({ samples: 5, centers, std: 0, seed: 3 })
    expect(x.toArray()).toEqual(numbersOf(y).map((label) => centers[label]))
  })
})

describe('blobs', () => {
  test.prop([samples, fc.integer({ min: 1, max: 5 }), seeds])(
    'give [n, 2] points and [n] indices',
    (n, centers, seed) => {
      const { x, y } = blobs({ samples: n, centers, seed })
      expect([x.shape, y.shape, x.dtype, y.dtype]).toEqual([[n, 2], [n], 'float32', 'int32'])
      const labels = numbersOf(y)
      const counts = Array.from({ length: centers }, (_, blob) => labels.filter((label) => label === blob).length)
      expect(counts.reduce((a, b) => a + b)).toBe(n)
      expect(counts).toEqual(counts.toSorted((a, b) => b - a))
      expect((counts[0] ?? 0) - (counts.at(-1) ?? 0)).toBeLessThanOrEqual(1)
    },
  )

  it('say what is wrong', () => {
    expect(() => blobs({ samples: 4, centers: 0, seed: 1 })).toThrow('centers is 0')
    expect(() => blobs({ samples: 4, centers: 2 ** 53, seed: 1 })).toThrow(
      'give the number of blobs, an integer from 1 to',
    )
    expect(() => blobs({ samples: 4, centers: [], seed: 1 })).toThrow('the list of centers is empty')
    expect(() => blobs({ samples: 4, centers: [[0, Number.NaN]], seed: 1 })).toThrow('centers[0] is [0, NaN]')
    expect(() => blobs({ samples: 4, std: -1, seed: 1 })).toThrow('std is -1')
    expect(() => blobs({ samples: -4, seed: 1 })).toThrow('blobs: samples is -4')
    expect(() => blobs({ samples: 4, seed: 1, ...{ cluster_std: 2 } })).toThrow('blobs: unknown option "cluster_std"')
    expect(() => blobs({ samples: 4, seed: 2 ** 32 })).toThrow('blobs: the seed is 4294967296')
    expect(() => circles({ samples: 4, factor: 1, seed: 1 })).toThrow('circles: factor is 1')
    expect(() => circles({ samples: 4, factor: JSON.parse('null'), seed: 1 })).toThrow('circles: factor is null')
    expect(() => spirals({ samples: 4, turns: 0, seed: 1 })).toThrow('spirals: turns is 0')
    expect(() => spirals({ samples: 4, turns: 1e308, seed: 1 })).toThrow('spirals: turns is 1e+308')
  })
})

it.each([
  ['null', 'blobs: centers is null; give their number, or a list of points'],
  ['"ab"', 'blobs: centers is ab; give their number'],
  ['{}', 'blobs: centers is [object Object]; give their number'],
  ['[1, 2]', 'blobs: centers[0] is 1; a centre is two finite numbers'],
  ['[[1, 2], null]', 'blobs: centers[1] is null; a centre'],
  ['["ab"]', 'blobs: centers[0] is ab; a centre'],
])('blobs refuse the centers %s', (json, message) => {
  expect(() => blobs({ samples: 4, centers: JSON.parse(json), seed: 1 })).toThrow(message)
})

it('knows the shapes at compile time', () => {
  expectTypeOf(moons({ samples: 8, seed: 1 })).toEqualTypeOf<LabelledPoints<8>>()
  expectTypeOf(moons({ samples: 8, seed: 1 }).x).toEqualTypeOf<Tensor<[8, 2]>>()
  expectTypeOf(xor({ seed: 1 }).y).toEqualTypeOf<Tensor<[4, 1]>>()
  expectTypeOf(blobs({ samples: 6, seed: 1 }).y).toEqualTypeOf<Tensor<[6]>>()
})

function numbersOf(x: Tensor): number[] {
  return Array.from(x.toTypedArray())
}

function rowsOf({ x, y }: LabelledPoints): [number, number, number][] {
  const [coordinates, labels] = [numbersOf(x), numbersOf(y)]
  return labels.map((label, i) => [coordinates[2 * i] ?? 0, coordinates[2 * i + 1] ?? 0, label])
}
