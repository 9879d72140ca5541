import { array, onKinks, ties } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { expect, test, vi } from 'vitest'
import { checkAll } from '../check-frameworks/check.ts'

// The frameworks themselves are not installed here: Adjoint stands in for them.
test('checkAll tells right from wrong from throwing, shows the smallest case, and counts', () => {
  vi.stubEnv('NO_COLOR', '1')
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void lines.push(text))
  checkAll(
    // twice the gradient, and none at all for 3 numbers
    {
      ...adjoint,
      vjp: (f, x, g) => {
        if (x[0]?.size === 3) throw new Error('no gradient for 3')
        return adjoint.vjp(f, x, x[0]?.size === 2 ? g.mul(2) : g)
      },
      jvp: (f, x, dx) => adjoint.jvp?.(f, x, dx) ?? f(...x),
    },
    [
      { name: 'right', f: (x) => x.tanh(), inputs: [array([4])] },
      { name: 'kinked', f: (x) => x.relu(), inputs: [array([4], { profile: onKinks([0]) })] },
      { name: 'tied', f: (x) => x.max(), inputs: [array([4], { profile: ties })] },
      { name: 'wrong', f: (x) => x.exp(), inputs: [array([2])] },
      { name: 'throws', f: (x) => x.exp(), inputs: [array([3])] },
    ],
    20,
  )
  log.mockRestore()
  vi.unstubAllEnvs()
  const text = lines.join('\n')
  expect(text).toMatch(/^✓ right {2}\(x\) => x\.tanh\(\)$/m)
  expect(text).toMatch(/^✗ wrong/m)
  expect(text).toMatch(/^ {2}looks like it is twice the right one$/m)
  expect(text).toMatch(/^ {2}message {4}throws: no gradient for 3$/m)
  expect(text).toMatch(/^right +right +20$/m)
  expect(text).toMatch(/^kinked +right +20, \d+ at a kink$/m)
  expect(text).toMatch(/^wrong +wrong +\S+ +\S+ +found in case 1$/m)
  expect(text).toMatch(/^throws +throws +found in case 1$/m)
  expect(lines.at(-1)).toMatch(/\n5 functions: 3 right, 1 wrong, 1 throwing\.$/)
  expect(text).not.toMatch('\u001b')
})
