import { explain } from '@adjoint/autograd'
import { random, relu, scope, sigmoid, type Tensor, tanh, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'

/** Twenty layers, each multiplied by a factor. */
const deep =
  (factor: number) =>
  (x: Tensor): Tensor => {
    let y = x
    for (let i = 0; i < 20; i++) y = scope(`layer${i}`, () => y.mul(factor))
    return y.sum()
  }

describe('layers', () => {
  test('their adjoints are measured at their outputs, and compared with the last one', () => {
    const { layers } = explain(deep(0.5), tensor([1, 1]))
    expect(layers).toHaveLength(20)
    for (const [i, { scope: name, adjoint, ratio }] of layers.entries()) {
      expect(name).toBe(`layer${i}`)
      expect(adjoint).toBe(0.5 ** (19 - i))
      expect(ratio).toBe(0.5 ** (19 - i))
    }
  })

  test('do not count how wide they are', () => {
    const { layers } = explain(
      (x: Tensor) => scope('wide', () => x.mul(2)).sum(),
      tensor(new Array<number>(100).fill(1)),
    )
    expect(layers.map(({ adjoint }) => adjoint)).toEqual([1])
  })
})

describe('findings', () => {
  test('vanishing adjoints, with the numbers', () => {
    const [finding] = explain(deep(0.5), tensor([1, 1])).findings
    expect(finding).toMatchObject({ kind: 'vanishing', measure: 0.5 ** 19 })
    expect(finding?.message).toBe(
      'The adjoints vanish: their root mean square is 1.91e-6 at layer0, and 1 at layer19; the ratio is 1.91e-6.',
    )
  })

  test('exploding ones', () => {
    const [finding] = explain(deep(2), tensor([1, 1])).findings
    expect(finding).toMatchObject({ kind: 'exploding', measure: 2 ** 19 })
  })

  test('neither, where all is well', () => {
    expect(explain(deep(0.9), tensor([1, 1])).findings).toEqual([])
  })

  test('dead units of a relu: positive for no sample', () => {
    const x = tensor([[1, -1, 0, -2], [2, -3, -1, 5]]) // biome-ignore format: a matrix
    const [finding, ...others] = explain((z: Tensor) => relu(z).sum(), x).findings
    expect(others).toEqual([])
    expect(finding).toMatchObject({ kind: 'dead', units: [1, 2], measure: 0.5 })
    expect(finding?.message).toBe('2 of 4 units of relu are positive for none of 2 samples, and get no gradient: 1, 2.')
  })

  test('of many units the first ten are named', () => {
    const [finding] = explain((z: Tensor) => relu(z).sum(), random(1).uniform([2, 12]).neg()).findings
    expect(finding?.message).toMatch(/: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more\.$/)
  })

  test('of images the units are the channels, and not the columns', () => {
    const images = random(1)
      .normal([4, 3, 5, 5])
      .add(tensor([[[0]], [[-100]], [[0]]]))
    const { findings } = explain((z: Tensor) => relu(z).sum(), images)
    expect(findings).toMatchObject([{ kind: 'dead', units: [1] }])
    expect(findings[0]?.message).toBe(
      '1 of 3 units of relu are positive for none of 4 samples, and get no gradient: 1.',
    )
    const dark = images.abs().mul(tensor([1, 1, 0, 1, 1])) // a column of all images is black
    expect(explain((z: Tensor) => relu(z).sum(), dark).findings).toEqual([])
  })

  test('a unit that is off for the only sample is not called dead', () => {
    expect(explain((z: Tensor) => relu(z).sum(), tensor([[1, -1]])).findings).toEqual([])
    expect(explain((z: Tensor) => relu(z).sum(), tensor([1, -1])).findings).toEqual([])
  })

  test.each([
    ['sigmoid', sigmoid],
    ['tanh', tanh],
  ] as const)('a saturated %s', (name, f) => {
    // biome-ignore format: a table
    const { findings } = explain((z: Tensor) => f(z).sum(), tensor([10, -10, 12, 0]))
    expect(findings).toMatchObject([{ kind: 'saturated', measure: 0.75 }])
    expect(findings[0]?.message).toContain(`3 of 4 values of ${name}`)
    expect(explain((z: Tensor) => f(z).sum(), tensor([10, -1, 1, 0])).findings).toEqual([])
  })

  test('the units are those that get no gradient', () => {
    const z = random(1).normal([20, 8]).sub(1.5)
    const explanation = explain((w: Tensor) => relu(z.mul(1).add(w)).sum(), random(2).normal([8]))
    const gradient = explanation.nodes[0]?.adjoint?.toTypedArray() ?? []
    const dead = Array.from(gradient).flatMap((one, i) => (one === 0 ? [i] : []))
    expect(explanation.findings.flatMap(({ units }) => units)).toEqual(dead)
  })
})
