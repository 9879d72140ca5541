import { expect, test } from 'vitest'
import { busyText } from '../../src/engine/load.ts'

test('a busy machine is told, a quiet one is not', () => {
  expect(busyText([3.14], 2)).toMatch('load 3.1 on 2 cores')
  expect(busyText([0.9], 2)).toBeNull()
  expect(busyText([0, 0, 0], 2)).toBeNull() // as on Windows, which has no load
})
