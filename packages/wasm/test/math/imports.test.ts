import { describe, expect, it } from 'vitest'
import { mathFunctions, mathImports } from '../../src/index.ts'

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
})
