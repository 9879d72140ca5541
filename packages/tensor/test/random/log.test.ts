import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { log } from '../../src/random/log.ts'

const reference: { x: number[]; log: number[] } = JSON.parse(
  readFileSync(new URL('../reference/log.json', import.meta.url), 'utf8'),
)

const unit = fc.double({ min: 2 ** -104, max: 1, maxExcluded: true, noNaN: true })

describe('log', () => {
  it('is the double nearest to the logarithm', () => {
    const wrong = reference.x.filter((x, i) => log(x) !== reference.log[i])
    expect(wrong).toEqual([])
  })

  test.prop([unit])('is within 1 ulp of Math.log, which is within 1 ulp of the logarithm', (x) => {
    const expected = Math.log(x)
    expect(Math.abs(log(x) - expected)).toBeLessThanOrEqual(2 ** -52 * Math.abs(expected))
  })
})
