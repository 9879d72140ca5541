import type { Tensor } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import '../src/vitest.ts'
import { adjoint } from '../src/adjoint/index.ts'
import { checkGradient } from '../src/gradient.ts'
import { ndarray } from '../src/ndarray.ts'
import { report } from '../src/report.ts'

const square = (x: number[]): number => x.reduce((sum, v) => sum + v * v, 0)
const right = { gradient: (x: number[]) => x.map((v) => 2 * v) }
const wrong = { gradient: (x: number[]) => x }

/** What a matcher says when it is not content. */
function messageOf(expectation: () => void): string {
  try {
    expectation()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return expect.fail('the matcher was content')
}

describe('toHaveCorrectGradient', () => {
  it('is content with a right gradient, and with .not of a wrong one', () => {
    expect(square).toHaveCorrectGradient([1, 2, 3], right)
    expect(square).not.toHaveCorrectGradient([1, 2, 3], wrong)
  })

  it('fails with the report', () => {
    const message = messageOf(() => expect(square).toHaveCorrectGradient([1, 2, 3], wrong))
    expect(message).toBe(report(checkGradient(square, [1, 2, 3], wrong)))
    expect(message).toContain('it is half the right one')
  })

  it('.not fails with the report, too', () => {
    const message = messageOf(() => expect(square).not.toHaveCorrectGradient([1, 2, 3], right))
    expect(message).toBe(report(checkGradient(square, [1, 2, 3], right)))
    expect(message).toContain('The gradient is right.')
  })

  it('is content with a subgradient, and where nobody can decide', () => {
    expect(([x = 0]: number[]) => Math.abs(x)).toHaveCorrectGradient([0], { gradient: () => [0.3] })
    expect(([x = 0]: number[]) => Math.sqrt(x)).toHaveCorrectGradient([0], { gradient: () => [0] })
  })

  it('takes functions of tensors, with their adapter', () => {
    const product = (x: Tensor, y: Tensor): Tensor => x.mul(y).sum()
    expect(product).toHaveCorrectGradient([ndarray([1, 2]), ndarray([3, 4])], { adapter: adjoint, order: 2 })
  })
})
