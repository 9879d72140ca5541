import { describe, expect, it } from 'vitest'
import { conv2d, convKernel2d, convTranspose2d, random, type Tensor } from '../../src/index.ts'
import { describeReference } from '../reference.ts'

describeReference('convolution')

const dot = (a: Tensor, b: Tensor): number => a.mul(b).sum().item()

describe('the three convolutions are transposes of each other', () => {
  const rng = random(3)
  const draw = (shape: readonly number[]): Tensor => rng.normal(shape, { dtype: 'float64' })
  const options = { stride: [2, 1], padding: [[1, 0], [0, 2]], dilation: [1, 2], groups: 2 } as const // biome-ignore format: a line
  const [x, w] = [draw([3, 4, 6, 7]), draw([6, 2, 2, 3])]
  const y: Tensor = conv2d(x, w, options)
  const g = draw(y.shape)

  it('⟨g, x * w⟩ is the same by each of the three', () => {
    const { dilation, groups, padding, stride } = options
    const back: Tensor = convTranspose2d(g, w, { dilation, groups, padding, stride, outputPadding: [1, 0] })
    expect(back.shape).toEqual(x.shape)
    expect(dot(back, x)).toBeCloseTo(dot(g, y), 9)
    const kernels: Tensor = convKernel2d(x, g, [2, 3], options)
    expect(dot(kernels, w)).toBeCloseTo(dot(g, y), 9)
  })
})

describe('work that is done in parts', () => {
  it('gives the same for many images as for each alone', () => {
    const rng = random(4)
    const x: Tensor = rng.normal([40, 8, 30, 30], { dtype: 'float64' }) // 18 times the memory of a part
    const w: Tensor = rng.normal([4, 8, 3, 3], { dtype: 'float64' })
    const all: Tensor = conv2d(x, w)
    for (const i of [0, 17, 39]) {
      const one: Tensor = conv2d(x.slice([i, i + 1]), w)
      expect(
        one
          .sub(all.slice([i, i + 1]))
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-12)
    }
  })
})
