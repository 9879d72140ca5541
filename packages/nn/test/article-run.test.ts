// The article's own run against numbers that NumPy computed: the copy in packages/data, with W as [out, in].
import { readFileSync } from 'node:fs'
import { valueAndGrad } from '@adjoint/autograd'
import { numpyRandom, type Tensor } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { accuracy, bce, fit, network, type Sequential, sgd } from '../src/index.ts'
import { columnsOf, denseLayers, matrixTensor, numbersOf } from './networks.ts'

interface Reference {
  readonly X_train: number[][]
  readonly y_train: number[]
  readonly loss0: number
  readonly loss_curve: number[]
  readonly grads0: Readonly<Record<string, number[][] | number[]>>
  readonly [parameter: string]: unknown
}

const reference: Reference = JSON.parse(
  readFileSync(new URL('../../data/test/reference/moons.json', import.meta.url), 'utf8'),
)
const sizes = [2, 25, 50, 50, 25, 1]
const architecture = sizes.slice(1).map((outputDim, i) => ({
  inputDim: sizes[i] ?? 2,
  outputDim,
  activation: i === 4 ? ('sigmoid' as const) : ('relu' as const),
}))
const x = matrixTensor(reference.X_train)
const y = matrixTensor(reference.y_train.map((label) => [label]))
const loss = (model: Sequential, x: Tensor, y: Tensor): Tensor => bce(model.forward(x), y)
const start = (): Sequential => network(architecture, numpyRandom(2), { dtype: 'float64' })

describe("the article's run", () => {
  it("starts from NumPy's weights, to the bit", () => {
    denseLayers(start()).forEach(({ weight, bias }, i) => {
      expect(columnsOf(weight)).toEqual(reference[`W${i + 1}`])
      expect(numbersOf(bias)).toEqual(reference[`b${i + 1}`])
    })
  })

  it("has NumPy's first loss and gradients, to 1e-12", () => {
    const [value, gradient] = valueAndGrad(loss)(start(), x, y)
    expect(Math.abs(value.item() - reference.loss0)).toBeLessThanOrEqual(1e-12)
    const layers = denseLayers(gradient)
    expect(layers).toHaveLength(5)
    layers.forEach(({ weight, bias }, i) => {
      const pairs = [
        [columnsOf(weight).flat(), reference.grads0[`dW${i + 1}`]],
        [numbersOf(bias), reference.grads0[`db${i + 1}`]],
      ] as const
      for (const [actual, expected] of pairs) {
        const numbers = expected?.flat() ?? []
        expect(actual).toHaveLength(numbers.length)
        expect(Math.max(...actual.map((g, k) => Math.abs(g - (numbers[k] ?? Number.NaN))))).toBeLessThanOrEqual(1e-12)
        expect(Math.max(...numbers.map(Math.abs))).toBeGreaterThan(1e-9) // the tolerance says something
      }
    })
  })

  it("follows NumPy's loss curve for 100 updates, to 1e-8", { timeout: 60_000 }, async () => {
    const options = { loss, optimizer: sgd({ lr: 0.01 }), epochs: 100, progress: false } as const
    const { model, history } = await fit(start(), { x, y }, options)
    const curve = [...history.map((record) => record.loss), loss(model, x, y).item()]
    for (const k of [0, 1]) {
      expect(Math.abs((curve[100 * k] ?? Number.NaN) - (reference.loss_curve[k] ?? Number.NaN))).toBeLessThanOrEqual(
        1e-8,
      )
    }
    expect(accuracy(model.forward(x), y)).toBeGreaterThanOrEqual(0.5)
  })
})
