// What may be exchanged, split or scaled without a change. Exact where the same numbers are added in the same order; else up
// to 64 eps of the sum of |terms|, because sums of at most 5 products differ by a few roundings of their terms.
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { accuracy, type Matrix, type NetworkParameters, train, transpose } from '../../src/by-hand/index.ts'
import {
  type Case,
  cases,
  columns,
  element,
  excess,
  orderKeys,
  orderOf,
  type Pass,
  pass,
  reorder,
  samplesOf,
  termsOf,
  withSamples,
} from './networks.ts'

const all = cases({ hidden: ['relu', 'sigmoid', 'tanh', 'linear'] })

/** What belongs to each sample: a column each. */
function columnQuantities({ YHat, dYHat, cache, layers }: Pass): Matrix[] {
  return [YHat, dYHat, ...cache.flatMap(({ A, Z }) => [A, Z]), ...layers.flatMap(({ dZ, dAPrev }) => [dZ, dAPrev])]
}

/** dW and db of every layer, each as a matrix. */
function parameterQuantities(layers: readonly { readonly dW: Matrix; readonly db: readonly number[] }[]): Matrix[] {
  return layers.flatMap(({ dW, db }) => [dW, [db]])
}

function expectSameUpToOrder(actual: Pass, expected: Pass): void {
  const terms = parameterQuantities(termsOf(expected))
  const expectedGradients = parameterQuantities(expected.layers)
  parameterQuantities(actual.layers).forEach((gradient, k) => {
    expect(excess(gradient, expectedGradients[k] ?? [], terms[k] ?? [])).toBeLessThanOrEqual(1)
  })
}

describe('samples', () => {
  test.prop([all])('a sample alone has the columns that it has in a batch, to the bit', (given) => {
    const batch = pass(given)
    for (let j = 0; j < samplesOf(given); j++) {
      expect(columnQuantities(pass(withSamples(given, [j])))).toEqual(
        columnQuantities(batch).map((a) => columns(a, [j])),
      )
    }
  })

  test.prop([all])('the gradient and the cost of a batch are the means of those of its samples', (given) => {
    const batch = pass(given)
    fc.pre(Number.isFinite(batch.cost))
    const m = samplesOf(given)
    const single = Array.from({ length: m }, (_, j) => pass(withSamples(given, [j])))
    const mean = (pick: (one: Pass) => number): number => single.reduce((sum, one) => sum + pick(one), 0) / m
    const layers = batch.layers.map((layer, l) => ({
      ...layer,
      dW: layer.dW.map((row, i) => row.map((_, k) => mean((one) => element(one.layers[l]?.dW ?? [], i, k)))),
      db: layer.db.map((_, i) => mean((one) => one.layers[l]?.db[i] ?? Number.NaN)),
    }))
    expectSameUpToOrder({ ...batch, layers }, batch)
    const costs = [[mean((one) => one.cost)]]
    expect(excess(costs, [[batch.cost]], [[batch.cost]])).toBeLessThanOrEqual(1)
  })

  test.prop([all, orderKeys])('their order changes nothing but the order of the columns', (given, keys) => {
    const before = pass(given)
    fc.pre(Number.isFinite(before.cost))
    const order = orderOf(keys, samplesOf(given))
    const shuffled = withSamples(given, order)
    const after = pass(shuffled)
    expect(columnQuantities(after)).toEqual(columnQuantities(before).map((a) => columns(a, order)))
    expectSameUpToOrder(after, before)
    expect(excess([[after.cost]], [[before.cost]], [[before.cost]])).toBeLessThanOrEqual(1)
    expect(accuracy(after.YHat, shuffled.Y)).toBe(accuracy(before.YHat, given.Y))
  })

  test.prop([all, fc.nat(4)])('NaN in one reaches its own columns, and no other', (given, place) => {
    const j = place % samplesOf(given)
    const others = Array.from({ length: samplesOf(given) }, (_, k) => k).filter((k) => k !== j)
    const spoiled = pass({ ...given, X: given.X.map((row) => row.map((x, k) => (k === j ? Number.NaN : x))) })
    expect(columnQuantities(spoiled).map((a) => columns(a, others))).toEqual(
      columnQuantities(pass(given)).map((a) => columns(a, others)),
    )
    expect(columns(spoiled.YHat, [j]).flat().every(Number.isNaN)).toBe(true)
  })
})

describe('hidden units', () => {
  const exact = cases({ hidden: ['relu', 'linear'], minLayers: 2, dyadic: true })

  test.prop([exact, orderKeys])('their order permutes their own rows and columns, and nothing else', (given, keys) => {
    const last = given.architecture.length - 1
    const order = orderOf(keys, given.architecture[last]?.inputDim ?? 0)
    const parameters = given.parameters.map(({ W, b }, l) => {
      if (l === last) return { W: columns(W, order), b }
      return l === last - 1 ? { W: reorder(W, order), b: reorder(b, order) } : { W, b }
    })
    const [before, after] = [pass(given), pass({ ...given, parameters })]
    const [output, hidden] = [before.layers[last], before.layers[last - 1]]
    expect([after.YHat, after.cost, after.dYHat]).toEqual([before.YHat, before.cost, before.dYHat])
    expect(after.layers[last]).toEqual({
      ...output,
      dW: columns(output?.dW ?? [], order),
      dAPrev: reorder(output?.dAPrev ?? [], order),
    })
    const { dAPrev, ...exactOnes } = after.layers[last - 1] ?? { dAPrev: [] }
    expect(exactOnes).toEqual({
      dW: reorder(hidden?.dW ?? [], order),
      db: reorder(hidden?.db ?? [], order),
      dZ: reorder(hidden?.dZ ?? [], order),
    })
    // dA_prev = Wᵀ dZ adds the same products in another order
    const W = transpose(given.parameters[last - 1]?.W ?? [])
    const terms = W.map((weights) =>
      Array.from({ length: samplesOf(given) }, (_, j) =>
        weights.reduce((sum, w, i) => sum + Math.abs(w * element(hidden?.dZ ?? [], i, j)), 0),
      ),
    )
    expect(excess(dAPrev, hidden?.dAPrev ?? [], terms)).toBeLessThanOrEqual(1)
  })

  const scaled = (a: Matrix, factor: number): Matrix => a.map((row) => row.map((value) => value * factor))

  test.prop([cases({ hidden: ['relu'], minLayers: 2 }), fc.integer({ min: -20, max: 20 }), fc.nat(1)])(
    'a relu layer times 2ᵏ and the next one by 2ᵏ is the same network, to the bit',
    (given, k, place) => {
      const at = place % (given.architecture.length - 1)
      const factor = 2 ** k
      const parameters = given.parameters.map(({ W, b }, l) => {
        if (l === at) return { W: scaled(W, factor), b: b.map((value) => value * factor) }
        return l === at + 1 ? { W: scaled(W, 1 / factor), b } : { W, b }
      })
      const [before, after] = [pass(given), pass({ ...given, parameters })]
      expect([after.YHat, after.cost, after.dYHat]).toEqual([before.YHat, before.cost, before.dYHat])
      expect(after.layers).toEqual(
        before.layers.map((layer, l) => {
          const { dW, db, dZ, dAPrev } = layer
          if (l === at)
            return {
              dW: scaled(dW, 1 / factor),
              db: db.map((value) => value / factor),
              dZ: scaled(dZ, 1 / factor),
              dAPrev,
            }
          return l === at + 1 ? { dW: scaled(dW, factor), db, dZ, dAPrev: scaled(dAPrev, 1 / factor) } : layer
        }),
      )
    },
  )

  test.prop([cases({ hidden: ['relu', 'sigmoid', 'tanh'], minLayers: 2 })])(
    'equal ones stay equal for ever, different ones do not collapse: the symmetry problem',
    ({ X, Y, architecture }: Case) => {
      const hiddenRows = (parameters: NetworkParameters): string[][] =>
        parameters.slice(0, -1).map(({ W, b }) => W.map((row, i) => JSON.stringify([row, b[i]])))
      const trained = (rng: { nextNormal: () => number }): string[][] =>
        hiddenRows(train(X, Y, architecture, { epochs: 20, learningRate: 0.5, rng }).parameters)
      for (const rows of trained({ nextNormal: () => 3 })) expect(new Set(rows).size).toBe(1)
      let drawn = 0
      const different = trained({ nextNormal: () => Math.sin(++drawn) * 10 })
      for (const rows of different) expect(new Set(rows).size).toBe(rows.length)
    },
  )
})

describe('purity', () => {
  function frozen<T>(value: T): T {
    if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(frozen)
      Object.freeze(value)
    }
    return value
  }

  test.prop([all])('nothing that goes in is changed, and the same again gives the same bits', (given) => {
    expect(pass(frozen(given))).toEqual(pass(given))
  })
})
