// The tape against the formulas that the article derives by hand, over random networks. The numbers of the properties are
// those of the list in docs/explanation/testing.md.
import { mapTensors, Node, Tape, valueAndGrad } from '@adjoint/autograd'
import { fromTypedArray, random, type Tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { backward, cost, forward, type Gradients, initLayers, type Matrix } from '../src/by-hand/index.ts'
import { accuracy, bce, bceWithLogits, type Sequential, sgd } from '../src/index.ts'
import { excess, magnitudesOf } from './magnitudes.ts'
import {
  batchOf,
  type Case,
  cases,
  columnsOf,
  denseLayers,
  matrixTensor,
  modelOf,
  numbersOf,
  orderKeys,
  orderOf,
  transposed,
} from './networks.ts'

/** The article sums the losses of several outputs; bce averages over them too. */
function articleLoss(model: Sequential, x: Tensor, y: Tensor): Tensor {
  return bce(model.forward(x), y).mul(y.shape[1] ?? 1)
}

/** Every derivative of a case in the article's orientation. dYHat, dZ and dAPrev hold the factor m, as there. */
interface Derivatives extends Gradients {
  readonly YHat: Matrix
  readonly cost: number
}

function byHand({ architecture, parameters, X, Y }: Case): Derivatives {
  const { YHat, cache } = forward(X, parameters, architecture)
  return { YHat, cost: cost(YHat, Y), ...backward(YHat, Y, cache, parameters, architecture) }
}

/** The same from the adjoints of the nodes of one tape. The samples are an input too, so that they have an adjoint. */
function byTape(given: Case): Derivatives {
  const tape = new Tape()
  const { x, y } = batchOf(given)
  const model = mapTensors(modelOf(given), (leaf, path) => tape.input(leaf, path))
  let a: Tensor = tape.input(x, 'x')
  const steps = denseLayers(model).map((layer, i) => {
    const aPrev = a
    const z = layer.forward(a) as Tensor
    const next = model.layers[model.layers.indexOf(layer) + 1]
    a = given.architecture[i]?.activation === 'linear' || next === undefined ? z : next.forward(z)
    return { layer, aPrev, z }
  })
  const loss = bce(a, y).mul(y.shape[1] ?? 1)
  const adjoints = tape.backward(loss)
  const m = x.shape[0] ?? 0
  const adjointOf = (node: Tensor): Tensor => {
    const found = node instanceof Node ? adjoints[node.index] : null
    return found ?? expect.fail(`${node.describe()} has no adjoint`)
  }
  return {
    YHat: columnsOf(a),
    cost: loss.item(),
    dYHat: columnsOf(adjointOf(a).mul(m)),
    layers: steps.map(({ layer, aPrev, z }) => ({
      dZ: columnsOf(adjointOf(z).mul(m)),
      dW: columnsOf(adjointOf(layer.weight)),
      db: numbersOf(adjointOf(layer.bias)),
      dAPrev: columnsOf(adjointOf(aPrev).mul(m)),
    })),
  }
}

/** The gradient of a case's cost as valueAndGrad gives it. */
function gradientOf(given: Case): { readonly dW: Matrix; readonly db: readonly number[] }[] {
  const { x, y } = batchOf(given)
  const [, gradient] = valueAndGrad(articleLoss)(modelOf(given), x, y)
  return denseLayers(gradient).map(({ weight, bias }) => ({ dW: columnsOf(weight), db: numbersOf(bias) }))
}

/** The largest of all differences of two lists of gradients, in units of what rounding explains. */
function worst(
  actual: ReturnType<typeof gradientOf>,
  expected: ReturnType<typeof gradientOf>,
  S: ReturnType<typeof gradientOf>,
): number {
  expect(actual.length).toBe(expected.length)
  return Math.max(
    ...expected.flatMap(({ dW, db }, l) => [
      excess(actual[l]?.dW ?? [], dW, S[l]?.dW ?? []),
      excess([actual[l]?.db ?? []], [db], [S[l]?.db ?? []]),
    ]),
  )
}

/** Samples chosen from a case, in that order. */
function samplesOf(given: Case, order: readonly number[]): Case {
  const pick = (rows: Matrix): Matrix => rows.map((row) => order.map((j) => row[j] ?? Number.NaN))
  return { ...given, X: pick(given.X), Y: pick(given.Y) }
}

function samples({ X }: Case): number {
  return X[0]?.length ?? 0
}

describe('tape = by-hand, for every layer, to 64 eps of the sum of |terms|', () => {
  // what each property compares, in order from the loss back to the input
  const quantities: [string, (d: Omit<Derivatives, 'cost' | 'YHat'>) => readonly Matrix[]][] = [
    ['31: dŶ = -(Y/Ŷ - (1 - Y)/(1 - Ŷ))', (d) => [d.dYHat]],
    ["27: dZ = dA * g'(Z)", (d) => d.layers.map(({ dZ }) => dZ)],
    ['28: dW = 1/m dZ A_prevᵀ', (d) => d.layers.map(({ dW }) => dW)],
    ['29: db = 1/m Σ dZ', (d) => d.layers.map(({ db }) => [db])],
    ['30: dA_prev = Wᵀ dZ', (d) => d.layers.map(({ dAPrev }) => dAPrev)],
  ]
  for (const [name, pick] of quantities) {
    test.prop([cases()])(name, (given) => {
      const S = magnitudesOf(given)
      fc.pre(S.decided)
      const [actual, expected, magnitude] = [byTape(given), byHand(given), S].map((d) => pick(d))
      const differences = expected?.map((matrix, l) => excess(actual?.[l] ?? [], matrix, magnitude?.[l] ?? []))
      expect(Math.max(...(differences ?? [Number.NaN]))).toBeLessThanOrEqual(1)
    })
  }

  it('leaves few cases undecided', () => {
    const drawn = fc.sample(cases(), { numRuns: 1000, seed: 7 })
    expect(drawn.filter((given) => !magnitudesOf(given).decided).length).toBeLessThan(30)
  })

  test.prop([cases()])('the predictions and the cost are the same', (given) => {
    fc.pre(magnitudesOf(given).decided)
    const [tape, hand] = [byTape(given), byHand(given)]
    expect(tape.YHat.length).toBe(hand.YHat.length)
    tape.YHat.flat().forEach((p, i) => {
      expect(p).toBeCloseTo(hand.YHat.flat()[i] ?? Number.NaN, 12)
    })
    expect(Math.abs(tape.cost - hand.cost)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(hand.cost)))
  })

  test.prop([cases()])('valueAndGrad gives the adjoints of the tape, to the bit', (given) => {
    const layers = byTape(given).layers.map(({ dW, db }) => ({ dW, db }))
    expect(gradientOf(given)).toEqual(layers)
  })
})

describe('batches', () => {
  test.prop([cases()])('25: the gradient of a batch is the mean of the gradients of its samples', (given) => {
    const S = magnitudesOf(given)
    fc.pre(S.decided)
    const m = samples(given)
    const single = Array.from({ length: m }, (_, i) => gradientOf(samplesOf(given, [i])))
    const mean = gradientOf(given).map(({ dW, db }, l) => ({
      dW: dW.map((row, i) =>
        row.map((_, j) => single.reduce((sum, one) => sum + (one[l]?.dW[i]?.[j] ?? Number.NaN), 0) / m),
      ),
      db: db.map((_, i) => single.reduce((sum, one) => sum + (one[l]?.db[i] ?? Number.NaN), 0) / m),
    }))
    expect(worst(gradientOf(given), mean, [...S.layers])).toBeLessThanOrEqual(1)
  })

  test.prop([cases(), orderKeys])(
    '26: the order of the samples changes no gradient, and permutes the predictions',
    (given, keys) => {
      const S = magnitudesOf(given)
      fc.pre(S.decided)
      const order = orderOf(keys, samples(given))
      const shuffled = samplesOf(given, order)
      expect(worst(gradientOf(shuffled), gradientOf(given), [...S.layers])).toBeLessThanOrEqual(1)
      const [before, after] = [byTape(given).YHat, byTape(shuffled).YHat]
      const permuted = before.map((row) => order.map((j) => row[j] ?? Number.NaN))
      expect(
        excess(
          after,
          permuted,
          before.map((row) => row.map(() => 100)),
        ),
      ).toBeLessThanOrEqual(1)
    },
  )
})

describe('hidden units', () => {
  test.prop([cases({ minLayers: 2 }), orderKeys])(
    '36: their order changes no prediction, and permutes their gradients',
    (given, keys) => {
      const S = magnitudesOf(given)
      fc.pre(S.decided)
      const order = orderOf(keys, given.architecture[0]?.outputDim ?? 0)
      const byRow = <T>(rows: readonly T[]): T[] => order.flatMap((i) => rows.slice(i, i + 1))
      const byColumn = (rows: Matrix): Matrix => rows.map((row) => byRow(row))
      // the first layer's units are rows of its W and b, and columns of the second's W
      const permuted = <T extends { readonly dW: Matrix; readonly db: readonly number[] }>(layers: readonly T[]) =>
        layers.map(({ dW, db }, l) => {
          if (l === 0) return { dW: byRow(dW), db: byRow(db) }
          return l === 1 ? { dW: byColumn(dW), db } : { dW, db }
        })
      const parameters = permuted(given.parameters.map(({ W, b }) => ({ dW: W, db: b }))).map(({ dW, db }) => ({
        W: dW,
        b: db,
      }))
      const other = { ...given, parameters }
      expect(worst(gradientOf(other), permuted(gradientOf(given)), permuted(S.layers))).toBeLessThanOrEqual(1)
      const [before, after] = [byTape(given).YHat, byTape(other).YHat]
      expect(
        excess(
          after,
          before,
          before.map((row) => row.map(() => 100)),
        ),
      ).toBeLessThanOrEqual(1)
    },
  )

  const scaled = (rows: Matrix, factor: number): Matrix => rows.map((row) => row.map((value) => value * factor))

  test.prop([cases({ minLayers: 2, hidden: ['relu'] }), fc.integer({ min: -20, max: 20 }), fc.nat(2)])(
    '37: a relu layer times 2ᵏ and the next one by 2ᵏ is the same network, to the bit',
    (given, k, place) => {
      const at = place % (given.architecture.length - 1)
      const factor = 2 ** k
      const parameters = given.parameters.map(({ W, b }, l) => {
        if (l === at) return { W: scaled(W, factor), b: b.map((value) => value * factor) }
        return { W: l === at + 1 ? scaled(W, 1 / factor) : W, b }
      })
      const [before, after] = [byTape(given), byTape({ ...given, parameters })]
      expect(after.YHat).toEqual(before.YHat)
      expect(after.cost).toBe(before.cost)
      const expected = before.layers.map(({ dW, db }, l) => {
        if (l === at) return { dW: scaled(dW, 1 / factor), db: db.map((value) => value / factor) }
        return { dW: l === at + 1 ? scaled(dW, factor) : dW, db }
      })
      expect(after.layers.map(({ dW, db }) => ({ dW, db }))).toEqual(expected)
    },
  )
})

/** A case after some steps of gradient descent. */
function trained(model: Sequential, x: Tensor, y: Tensor, lr: number, steps: number): Sequential {
  const optimizer = sgd({ lr })
  let current = model
  for (let step = 0; step < steps; step++) {
    ;[current] = optimizer.update(current, valueAndGrad(articleLoss)(current, x, y)[1], {})
  }
  return current
}

describe('35: the symmetry problem', () => {
  const unitsOf = (model: Sequential): number[][] => {
    const [first, second] = denseLayers(model)
    const outgoing = transposed(columnsOf(second?.weight ?? matrixTensor([])))
    const [incoming, biases] = [
      columnsOf(first?.weight ?? matrixTensor([])),
      numbersOf(first?.bias ?? matrixTensor([])),
    ]
    return incoming.map((row, i) => [...row, biases[i] ?? Number.NaN, ...(outgoing[i] ?? [])])
  }

  // Not to the bit: a kernel may sum the columns at the edge of a matrix in another order than the others.
  test.prop([cases({ minLayers: 2, hidden: ['sigmoid', 'tanh', 'linear'] })])(
    'equal hidden units stay equal',
    (given) => {
      fc.pre(magnitudesOf(given).decided)
      const equal = given.parameters.map(({ W, b }, l) => {
        if (l === 0) return { W: W.map(() => W[0] ?? []), b: b.map(() => b[0] ?? 0) }
        return l === 1 ? { W: W.map((row) => row.map(() => row[0] ?? 0)), b } : { W, b }
      })
      const { x, y } = batchOf(given)
      const [first = [], ...others] = unitsOf(trained(modelOf({ ...given, parameters: equal }), x, y, 0.1, 5))
      for (const unit of others) {
        unit.forEach((value, i) => {
          expect(Math.abs(value - (first[i] ?? Number.NaN))).toBeLessThanOrEqual(1e-10 * (1 + Math.abs(value)))
        })
      }
    },
  )

  test.prop([fc.nat(1000), fc.constantFrom('relu', 'tanh', 'sigmoid')], { numRuns: 30 })(
    'different hidden units do not collapse into one',
    (seed, activation) => {
      const architecture = [
        { inputDim: 2, outputDim: 5, activation },
        { inputDim: 5, outputDim: 1, activation: 'sigmoid' as const },
      ] as const
      const x = matrixTensor([
        [0.3, -1.1],
        [-0.7, 0.4],
        [1.3, 0.9],
        [-0.2, -0.6],
      ])
      const y = matrixTensor([[1], [0], [1], [0]])
      const parameters = initLayers(architecture, random(seed))
      const units = unitsOf(trained(modelOf({ architecture, parameters }), x, y, 0.1, 50))
      units.forEach((unit, i) => {
        for (const other of units.slice(0, i)) {
          expect(Math.hypot(...unit.map((value, k) => value - (other[k] ?? Number.NaN)))).toBeGreaterThan(0.01)
        }
      })
    },
  )
})

describe('the loss', () => {
  test.prop([cases()])('34: some step along -g decreases it (Armijo, 40 halvings)', (given) => {
    fc.pre(magnitudesOf(given).decided)
    const { x, y } = batchOf(given)
    const model = modelOf(given)
    const [value, gradient] = valueAndGrad(articleLoss)(model, x, y)
    const slope = denseLayers(gradient)
      .flatMap(({ weight, bias }) => [...numbersOf(weight), ...numbersOf(bias)])
      .reduce((sum, g) => sum + g * g, 0)
    const decreases = Array.from({ length: 41 }, (_, k) => 2 ** -k).some((lr) => {
      const [next] = sgd({ lr }).update(model, gradient, {})
      return articleLoss(next, x, y).item() <= value.item() - 1e-4 * lr * slope
    })
    expect(decreases).toBe(true)
  })

  test.prop([cases()])('32: with a sigmoid dZ = A - Y in the last layer', (given) => {
    const S = magnitudesOf(given)
    fc.pre(S.decided)
    const { YHat, layers } = byTape(given)
    const difference = YHat.map((row, i) => row.map((a, j) => a - (given.Y[i]?.[j] ?? Number.NaN)))
    expect(excess(layers.at(-1)?.dZ ?? [], difference, S.layers.at(-1)?.dZ ?? [])).toBeLessThanOrEqual(1)
  })

  const logits = (limit: number) =>
    fc.array(
      fc.integer({ min: -997 * limit, max: 997 * limit }).map((k) => k / 997),
      { minLength: 1, maxLength: 8 },
    )
  const labels = fc.array(
    fc.integer({ min: 0, max: 8 }).map((k) => k / 8),
    { minLength: 8, maxLength: 8 },
  )
  const vector = (values: readonly number[]): Tensor => fromTypedArray(Float64Array.from(values))
  const logistic = (z: number): number => (z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z)))

  test.prop([logits(1000), labels])(
    '32: the fused loss is finite for logits to ±1e3, with the gradient (A - Y)/n',
    (z, targets) => {
      const y = targets.slice(0, z.length)
      const [value, gradient] = valueAndGrad((logit: Tensor) => bceWithLogits(logit, vector(y)))(vector(z))
      expect(value.item()).toBeGreaterThanOrEqual(0)
      expect(value.item()).toBeLessThanOrEqual(1000)
      numbersOf(gradient).forEach((g, i) => {
        const expected = (logistic(z[i] ?? Number.NaN) - (y[i] ?? Number.NaN)) / z.length
        expect(Math.abs(g - expected)).toBeLessThanOrEqual((64 * Number.EPSILON * 2) / z.length)
      })
    },
  )

  test.prop([logits(15), labels])('32: the fused loss is bce of the sigmoid where that is accurate', (z, targets) => {
    const y = vector(targets.slice(0, z.length))
    const [fused, composed] = [bceWithLogits(vector(z), y), bce(vector(z).sigmoid(), y)].map((loss) => loss.item())
    // 1 - sigmoid(z) has lost eps · eᶻ of itself
    const lost = Math.exp(Math.max(...z.map(Math.abs)))
    expect(Math.abs((fused ?? Number.NaN) - (composed ?? Number.NaN))).toBeLessThanOrEqual(
      64 * Number.EPSILON * (16 + lost),
    )
  })
})

describe('33: accuracy', () => {
  test.prop([cases({ hardLabels: true })])(
    'is in [0, 1], a multiple of 1/n, and the complement under flipped labels',
    (given) => {
      const { x, y } = batchOf(given)
      const predicted = modelOf(given).forward(x)
      const share = accuracy(predicted, y)
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
      expect(Math.abs(share * y.size - Math.round(share * y.size))).toBeLessThan(1e-12)
      expect(accuracy(predicted, y.mul(-1).add(1))).toBeCloseTo(1 - share, 12)
      const right = columnsOf(predicted)
        .flat()
        .filter((p, i) => p > 0.5 === (given.Y.flat()[i] ?? 0) > 0.5).length
      expect(share * y.size).toBeCloseTo(right, 9)
    },
  )

  it('of certain and right predictions is 1, of wrong ones 0', () => {
    const y = matrixTensor([[1], [0], [1]])
    expect(accuracy(y, y)).toBe(1)
    expect(accuracy(y.mul(-1).add(1), y)).toBe(0)
  })
})
