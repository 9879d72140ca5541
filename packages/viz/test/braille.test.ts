import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dots } from '../src/braille.ts'

/** Unicode names the dots: 1 2 3 7 down the left side, 4 5 6 8 down the right. */
const NAMES = [
  [1, 4],
  [2, 5],
  [3, 6],
  [7, 8],
] as const

test('each dot is the one that Unicode names', () => {
  fc.assert(
    fc.property(fc.nat(1), fc.nat(3), (x, y) => {
      const canvas = dots(3, 2)
      canvas.set(2 + x, 4 + y)
      const name = NAMES[y]?.[x] ?? 0
      expect(canvas.character(1, 1)).toBe(String.fromCharCode(0x2800 + 2 ** (name - 1)))
      expect(canvas.character(0, 0)).toBe(' ')
    }),
  )
})

test('dots outside are ignored', () => {
  const canvas = dots(1, 1)
  for (const [x, y] of [
    [-1, 0],
    [0, -1],
    [2, 0],
    [0, 4],
  ] as const)
    canvas.set(x, y)
  expect(canvas.character(0, 0)).toBe(' ')
})

test('a line has both its ends and no holes', () => {
  const canvas = dots(2, 1)
  canvas.line(0, 3, 3, 0)
  expect(canvas.character(0, 0) + canvas.character(1, 0)).toBe('⡠⠊')
  const point = dots(1, 1)
  point.line(1, 1, 1, 1)
  expect(point.character(0, 0)).toBe('⠐')
})
