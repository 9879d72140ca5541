import { describe, expect, it } from 'vitest'
import {
  avgPool2d,
  avgUnpool2d,
  maxPick2d,
  maxPool2d,
  maxUnpool2d,
  random,
  type Tensor,
  tensor,
} from '../../src/index.ts'
import { describeReference } from '../reference.ts'

describeReference('pool')

const dot = (a: Tensor, b: Tensor): number => a.mul(b).sum().item()

describe('pools and their transposes', () => {
  const rng = random(5)
  const draw = (shape: readonly number[]): Tensor => rng.normal(shape, { dtype: 'float64' })
  const options = { stride: [1, 2], padding: [1, 0] } as const
  const x = draw([2, 3, 5, 6])

  it('avgPool2d and avgUnpool2d are transposes', () => {
    const y: Tensor = avgPool2d(x, [2, 3], options)
    const g = draw(y.shape)
    expect(dot(avgUnpool2d(g, [5, 6], [2, 3], options), x)).toBeCloseTo(dot(g, y), 12)
  })

  it('maxPick2d takes what maxPool2d found, and maxUnpool2d brings it back there', () => {
    const y: Tensor = maxPool2d(x, [2, 3], options)
    expect(maxPick2d(x, x, [2, 3], options).toArray()).toEqual(y.toArray())
    const [t, g] = [draw(x.shape), draw(y.shape)]
    expect(dot(maxUnpool2d(g, x, [2, 3], options), t)).toBeCloseTo(dot(g, maxPick2d(t, x, [2, 3], options)), 12)
  })

  it('numbers that tie for the largest share', () => {
    const tied = tensor([[1, 1], [0, 1]], { dtype: 'float64' }) // biome-ignore format: a table
    const shared: Tensor = maxUnpool2d(tensor([[3]], { dtype: 'float64' }), tied, 2)
    expect(shared.toArray()).toEqual([[1, 1], [0, 1]]) // biome-ignore format: a table
  })
})
