// A classifier of handwritten digits, trained with Adam, against a run in NumPy: see the note in the reference.
import { mapTensors, valueAndGrad } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { fromTypedArray, max, numpyRandom, type Tensor, takeRows, zeros } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { adam, crossEntropy, Dense, type OptimizerState, relu, Sequential } from '../src/index.ts'
import { columnsOf, denseLayers, numbersOf } from './networks.ts'
import reference from './reference/digits.json' with { type: 'json' }

const sizes = [64, 128, 64, 10]
const batchSize = 64

/** Images as rows of pixels in [0, 1]. */
function pixels(images: readonly string[]): Tensor {
  const numbers = Float64Array.from(images.join(''), (digit) => Number.parseInt(digit, 17) / 16)
  return fromTypedArray(numbers, [images.length, 64])
}

/** Labels as one-hot rows. */
function oneHot(labels: string): Tensor {
  const rows = Array.from(labels, (label) => Array.from({ length: 10 }, (_, digit) => Number(digit === Number(label))))
  return fromTypedArray(Float64Array.from(rows.flat()), [labels.length, 10])
}

/** The network before training: weights drawn as [out, in], like NumPy's. */
function start(): Sequential {
  const rng = numpyRandom(2)
  const layers = sizes.slice(1).map((units, i) => {
    const inputs = sizes[i] ?? 0
    const weight: Tensor = rng.normal([units, inputs], { std: Math.sqrt(2 / inputs), dtype: 'float64' })
    return new Dense(weight.transpose().as([inputs, units]), zeros([units], { dtype: 'float64' }))
  })
  return new Sequential(layers.flatMap((layer, i) => (i === 0 ? [layer] : [relu(), layer])))
}

const x = pixels(reference.images_train)
const y = oneHot(reference.labels_train)
const loss = (model: Sequential, x: Tensor, y: Tensor): Tensor => crossEntropy(model.forward(x), y)
const distance = (actual: readonly number[], expected: readonly number[]): number =>
  Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))))

describe('the digits', () => {
  it("have NumPy's first loss and gradients, to 1e-12", () => {
    const [value, gradient] = valueAndGrad(loss)(start(), x, y)
    expect(Math.abs(value.item() - (reference.loss_curve[0] ?? Number.NaN))).toBeLessThanOrEqual(1e-12)
    const [first, second, third] = denseLayers(gradient)
    if (first === undefined || second === undefined || third === undefined) throw new Error('a layer is missing')
    const sampled = (weight: Tensor): number[] =>
      columnsOf(weight)
        .flat()
        .filter((_, i) => i % 31 === 0)
    const { W1, W2, W3, b1, b2, b3 } = reference.grads0
    const pairs = [
      [sampled(first.weight), W1],
      [sampled(second.weight), W2],
      [columnsOf(third.weight).flat(), W3],
      [numbersOf(first.bias), b1],
      [numbersOf(second.bias), b2],
      [numbersOf(third.bias), b3],
    ] as const
    for (const [actual, expected] of pairs) {
      expect(actual).toHaveLength(expected.length)
      expect(distance(actual, expected)).toBeLessThanOrEqual(1e-12)
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3) // the tolerance says something
    }
  })

  // float32 rounds at 6e-8 in each of 640 steps
  const runs = [
    ['eager', 'float64', 1e-8],
    ['compiled', 'float64', 1e-8],
    ['compiled', 'float32', 1e-4],
  ] as const
  it.each(runs)(
    "follow NumPy's loss curve for 20 epochs: %s, %s, to %d",
    { timeout: 60_000 },
    (how, dtype, tolerance) => {
      const optimizer = adam({ lr: 1e-3 })
      const eager = (model: Sequential, state: OptimizerState, x: Tensor, y: Tensor) => {
        const [, gradient] = valueAndGrad(loss)(model, x, y)
        return optimizer.update(model, gradient, state)
      }
      const step = how === 'eager' ? eager : compile(eager, { donate: [0, 1] })
      const cast = <T>(tree: T): T => mapTensors(tree, (tensor) => tensor.astype(dtype))
      const [images, labels] = cast([x, y])
      let model = cast(start())
      let state = optimizer.init(model)
      const lossOf = compile(loss)
      const curve = [lossOf(model, images, labels).item()]
      for (let epoch = 0; epoch < 20; epoch++) {
        const order = numpyRandom(1000 + epoch)
          .permutation(y.shape[0] ?? 0)
          .toTypedArray()
        for (let i = 0; i < order.length; i += batchSize) {
          const rows = Int32Array.from(order.subarray(i, i + batchSize))
          ;[model, state] = step(model, state, takeRows(images, rows), takeRows(labels, rows))
        }
        curve.push(lossOf(model, images, labels).item())
      }
      expect(curve).toHaveLength(reference.loss_curve.length)
      expect(distance(curve, reference.loss_curve)).toBeLessThanOrEqual(tolerance)

      const z = model.forward(pixels(reference.images_test).astype(dtype))
      const guesses = z.equal(max(z, { axis: -1, keepDims: true })).astype('float64')
      const right = guesses.mul(oneHot(reference.labels_test)).sum().item()
      expect(right / reference.labels_test.length).toBe(reference.test_accuracy)
    },
  )
})
