import { describe, expect, it, vi } from 'vitest'
import {
  type Activation,
  type Architecture,
  accuracy,
  backward,
  cost,
  type EpochReport,
  forward,
  type Gradients,
  initLayers,
  type LayerSpec,
  type NormalSource,
  train,
  update,
} from '../../src/by-hand/index.ts'

const X = [
  [0, 0, 1, 1],
  [0, 1, 0, 1],
]
const Y = [[0, 1, 1, 0]]
const layer = (inputDim: number, outputDim: number, activation: Activation): LayerSpec => ({
  inputDim,
  outputDim,
  activation,
})
const architecture: Architecture = [layer(2, 5, 'tanh'), layer(5, 1, 'sigmoid')]

/** Numbers that look random, and the same for each test. */
function source(): NormalSource {
  let drawn = 0
  return { nextNormal: () => Math.sin(++drawn * 1.7) * 10 }
}

describe('initLayers', () => {
  it('draws W row by row, then b, layer by layer, and takes a tenth', () => {
    let drawn = 0
    const counting = { nextNormal: () => ++drawn }
    expect(initLayers([layer(2, 3, 'relu'), layer(3, 1, 'sigmoid')], counting)).toEqual([
      {
        W: [
          [1 * 0.1, 2 * 0.1],
          [3 * 0.1, 4 * 0.1],
          [5 * 0.1, 6 * 0.1],
        ],
        b: [7 * 0.1, 8 * 0.1, 9 * 0.1],
      },
      { W: [[10 * 0.1, 11 * 0.1, 12 * 0.1]], b: [13 * 0.1] },
    ])
  })

  it.each([
    [[], 'initLayers: the architecture is empty. Give at least one layer.'],
    [
      [layer(2, 25, 'relu'), layer(24, 1, 'sigmoid')],
      'initLayers: layer 2 takes 24 inputs, but layer 1 gives 25 outputs. Set inputDim of layer 2 to 25.',
    ],
    [
      [layer(2, 0, 'relu')],
      'initLayers: layer 1 has outputDim 0, which counts no units. Set outputDim to a whole number from 1 up.',
    ],
    [
      [layer(1.5, 1, 'relu')],
      'initLayers: layer 1 has inputDim 1.5, which counts no units. Set inputDim to a whole number from 1 up.',
    ],
    [
      [layer(1, 1, 'toString' as Activation)],
      "initLayers: layer 1 has activation 'toString', which is none of relu, sigmoid, tanh, linear. Name one of them.",
    ],
  ])('refuses layers that do not fit: %#', (layers, message) => {
    expect(() => initLayers(layers, source())).toThrow(new RangeError(message))
  })

  it('refuses a seed in place of a source', () => {
    expect(() => initLayers([layer(1, 1, 'relu')], 99 as never)).toThrow(
      new TypeError('initLayers: rng is the number 99, no source of normal numbers. Give one, such as numpyRandom(2).'),
    )
  })
})

describe('forward and backward', () => {
  const parameters = initLayers(architecture, source())
  const { YHat, cache } = forward(X, parameters, architecture)

  it('keep the input, Z and A of every layer, from X to the prediction', () => {
    expect(cache).toHaveLength(2)
    expect(cache[0]?.APrev).toBe(X)
    expect(cache[1]?.APrev).toBe(cache[0]?.A)
    expect(cache[1]?.A).toBe(YHat)
    expect([cache[0]?.Z.length, cache[0]?.Z[0]?.length]).toEqual([5, 4])
  })

  it('refuse parameters, inputs and caches that do not fit the architecture', () => {
    expect(() => forward([[1, 2, 3]], parameters, architecture)).toThrow(
      'forward: X has 1 rows, but layer 1 takes 2 inputs. Samples are columns here: give X as [2, m].',
    )
    expect(() => forward(X, parameters.slice(1), architecture)).toThrow(
      'forward: parameters of 1 layers for an architecture of 2. Give the parameters that initLayers drew for this architecture.',
    )
    const transposed = parameters.map(({ W, b }, l) => (l === 1 ? { W: W[0]?.map((w) => [w]) ?? [], b } : { W, b }))
    expect(() => forward(X, transposed, architecture)).toThrow(
      'forward: layer 2 has W [5, 1] and b [1], but 5 inputs and 1 outputs take W [1, 5] and b [1]. W is [out, in] here.',
    )
    expect(() => backward(YHat, Y, cache.slice(1), parameters, architecture)).toThrow(
      'backward: a cache of 1 layers for an architecture of 2. Give the cache that forward returned for this architecture.',
    )
    expect(() => backward(YHat, [[1, 0]], cache, parameters, architecture)).toThrow(
      'backward: YHat is [1, 4], but Y is [1, 2].',
    )
  })
})

describe('update', () => {
  const gradients: Gradients = { dYHat: [], layers: [{ dW: [[8, -16]], db: [4], dZ: [], dAPrev: [] }] }

  it('goes against the gradient, and leaves the old parameters as they are', () => {
    const parameters = [{ W: [[1, 2]], b: [3] }]
    expect(update(parameters, gradients, 0.25)).toEqual([{ W: [[-1, 6]], b: [2] }])
    expect(parameters).toEqual([{ W: [[1, 2]], b: [3] }])
    expect(update(parameters, gradients, 0)).toEqual(parameters)
  })

  it('refuses gradients of another network', () => {
    const [one, two] = [
      { W: [[1, 2]], b: [3] },
      { W: [[1, 2]], b: [3, 4] },
    ]
    expect(() => update([one, one], gradients, 1)).toThrow(
      'update: gradients of 1 layers for parameters of 2. Give the gradients that backward computed for these parameters.',
    )
    expect(() => update([two], gradients, 1)).toThrow('combine: shapes differ: [1, 2] and [1, 1].')
  })
})

describe('train', () => {
  const options = { epochs: 30, learningRate: 0.5 }

  it('is initLayers, then forward, cost, backward and update for each epoch', () => {
    let parameters = initLayers(architecture, source())
    const reports: EpochReport[] = []
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      const { YHat, cache } = forward(X, parameters, architecture)
      reports.push({ epoch, cost: cost(YHat, Y), accuracy: accuracy(YHat, Y), parameters })
      parameters = update(parameters, backward(YHat, Y, cache, parameters, architecture), options.learningRate)
    }
    const onEpoch = vi.fn()
    expect(train(X, Y, architecture, { ...options, rng: source(), onEpoch })).toEqual({
      parameters,
      costHistory: reports.map((report) => report.cost),
      accuracyHistory: reports.map((report) => report.accuracy),
    })
    expect(onEpoch.mock.calls).toEqual(reports.map((report) => [report]))
  })

  it('learns exclusive or', () => {
    const { costHistory, accuracyHistory } = train(X, Y, architecture, { epochs: 2000, learningRate: 1, rng: source() })
    expect(costHistory.at(-1)).toBeLessThan(0.1)
    expect(accuracyHistory.at(-1)).toBe(1)
  })

  it('gives the first parameters for no epochs, and refuses what is no number of epochs', () => {
    const run = (epochs: number): unknown => train(X, Y, architecture, { ...options, epochs, rng: source() })
    expect(run(0)).toEqual({ parameters: initLayers(architecture, source()), costHistory: [], accuracyHistory: [] })
    for (const epochs of [-1, 1.5, Number.NaN]) {
      expect(() => run(epochs)).toThrow(
        `train: epochs is ${epochs}, which counts nothing. Set it to a whole number from 0 up.`,
      )
    }
  })

  it('stops at a cost that is not finite, and says in which epoch', () => {
    const spoiled = X.map((row) => row.map((x, j) => (j === 0 ? Number.NaN : x)))
    expect(() => train(spoiled, Y, architecture, { ...options, rng: source() })).toThrow(
      'train: the cost is NaN in epoch 0',
    )
    const wild = [layer(2, 5, 'relu'), layer(5, 1, 'sigmoid')]
    expect(() => train(X, Y, wild, { epochs: 30, learningRate: 1e6, rng: source() })).toThrow(
      /train: the cost is (NaN|Infinity) in epoch [1-9]\d*, so .* Lower the learning rate \(1000000\)/,
    )
  })
})
