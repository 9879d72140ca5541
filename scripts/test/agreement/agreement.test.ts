import { describe, expect, it, test } from 'vitest'
import { agreementWith } from '../../../packages/compile/test/agreement.ts'
import { instructionSet } from '../../../packages/tensor/src/backend.ts'
import { type Tensor, tensor } from '../../../packages/tensor/src/index.ts'
import { optionsOf } from '../../agreement/options.ts'
import { checkPrograms } from '../../agreement/programs.ts'
import { describeFailure } from '../../agreement/report.ts'
import { variantsOf } from '../../agreement/variants.ts'

describe('agreement', () => {
  const x = [tensor([0.5, -2, Number.POSITIVE_INFINITY, Number.NaN], { dtype: 'float64' })]
  const f = (x?: Tensor): Tensor => (x ?? tensor([])).exp()
  const agree = agreementWith(f, x)

  it('lets the last digits differ', () => {
    agree((x) => f(x).mul(1 + 2 * Number.EPSILON))
  })

  it.each([
    ['digits before them', (x?: Tensor) => f(x).mul(1 + 1e-13)],
    ['a special value', (x?: Tensor) => f(x).minimum(1e300)],
    ['the shape', (x?: Tensor) => f(x).reshape([2, 2])],
    ['the dtype', (x?: Tensor) => f(x).astype('float32')],
  ])('notices a difference in %s', (_, wrong) => {
    expect(() => agree(wrong)).toThrow(/eager/)
  })
})

test('each optimisation is left out once', () => {
  const names = variantsOf((x?: Tensor) => x?.square(), [tensor([1, 2])]).map(({ name }) => name)
  expect(names).toEqual([
    'compiled',
    ...['expand', 'fold', 'simplify', 'cast', 'cse', 'dce'].map((pass) => `without ${pass}`),
    ...(instructionSet() === 'none' ? [] : ['without fusion']),
  ])
})

test('so many programs are run as were asked for, in pieces', async () => {
  const pauses: string[] = []
  const finding = await checkPrograms('none', { programs: 12, seed: 5 }, async (doing) => {
    pauses.push(doing)
  })
  expect(finding).toEqual({ programs: 12, failures: [] })
  expect(pauses).toEqual(['none: 0 of 12 programs', 'none: 5 of 12 programs', 'none: 10 of 12 programs'])
})

test('the command line', () => {
  expect(optionsOf([], 300)).toEqual({ programs: 300, seed: 1 })
  expect(optionsOf(['--programs', '7', '--seed=3'], 300)).toEqual({ programs: 7, seed: 3 })
  expect(() => optionsOf(['--programs', 'many'], 300)).toThrow('--programs is many; give an integer of 1 or more.')
})

test('a long failure is cut', () => {
  expect(describeFailure('here', new Error('short'))).toBe('here: short')
  expect(describeFailure('here', 'x'.repeat(10_000)).length).toBeLessThan(4100)
})
