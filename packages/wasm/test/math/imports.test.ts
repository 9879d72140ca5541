import { describe, expect, it } from 'vitest'
import { mathFunctions, mathImports } from '../../src/index.ts'
import { testPairs, testPairValues } from './accuracy.ts'

describe('mathFunctions', () => {
  it('are those of mathImports, which takes as many doubles', () => {
    expect(mathImports.map(({ name }) => name)).toEqual(Object.keys(mathFunctions))
    expect(mathImports.map(({ parameters }) => parameters)).toEqual(
      Object.values(mathFunctions).map((f) => new Array(f.length).fill('f64')),
    )
  })

  it('are complete as source', () => {
    for (const f of Object.values(mathFunctions)) {
      const again: unknown = new Function(`return ${f}`)()
      expect(typeof again === 'function' && again(2.5, 1.5)).toBe(Reflect.apply(f, undefined, [2.5, 1.5]))
    }
  })

  it('has the pow of C', () => {
    const { pow } = mathFunctions
    expect([pow(1, NaN), pow(-1, Infinity), pow(-1, -Infinity), pow(NaN, 0), pow(2, 10)]).toEqual([1, 1, 1, 1, 1024])
  })
})

testPairs('pow', mathFunctions.pow, [[-10, 10], [0, 2], [-100, 100]]) // biome-ignore format: pairs
testPairValues('pow', mathFunctions.pow)
