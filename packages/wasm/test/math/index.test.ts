import { describe, expect, it } from 'vitest'
import { Bytes } from '../../src/bytes.ts'
import { FunctionBuilder, v128, vectorMath } from '../../src/index.ts'
import { programOf } from '../execute.ts'
import { testLaw } from './accuracy.ts'
import { evaluate, functionNames, nameOf, pairNames, variants } from './evaluate.ts'

it('every function is tested', () => {
  const { constant, ...functions } = vectorMath(new FunctionBuilder([]), 'float32', false)
  expect(constant).toBeTypeOf('function')
  expect(Object.keys(functions).sort()).toEqual([...functionNames, ...pairNames].sort())
})

// Some functions have a branch for the vectors that need it.
testLaw('a lane does not change what its neighbours give', (evaluate, xs) => {
  for (const name of [...functionNames, ...pairNames]) {
    const alone = xs.flatMap((x) => evaluate(name, [x, x, x, x]).slice(0, 1))
    expect(evaluate(name, xs)).toEqual(alone)
  }
})

describe('where constants are made does not change a result', () => {
  const xs = Array.from({ length: 200 }, (_, i) => (i - 100) / 7)
  for (const variant of variants) {
    it(nameOf(variant), () => {
      for (const name of [...functionNames, ...pairNames]) {
        const inline = evaluate(name, variant, xs, { constants: 'inline' })
        expect(inline).toEqual(evaluate(name, variant, xs))
      }
    })
  }
})

describe('constant', () => {
  for (const variant of variants) {
    it(nameOf(variant), () => {
      const values = [0, -0, 1.5, -Infinity, NaN, 2 ** -149, 2 ** -130, 1 / 3]
      const lanes = variant.dtype === 'float32' ? 4 : 2
      const { run, memory } = programOf(['i32'], (f) => {
        const at = f.parameter(0, 'i32')
        const math = vectorMath(f, variant.dtype, variant.fused)
        for (const [i, value] of values.entries()) f.run(v128.store({ at, offset: 16 * i }, math.constant(value)))
      })
      run(0)
      const FloatArray = variant.dtype === 'float32' ? Float32Array : Float64Array
      const expected = FloatArray.from(values.flatMap((value) => Array.from({ length: lanes }, () => value)))
      expect(new FloatArray(memory.buffer, 0, expected.length)).toEqual(expected)
    })
  }

  it('is made once, before a loop, or where it is used', () => {
    const sizes = (['first', 'inline'] as const).map((constants) => {
      const f = new FunctionBuilder([])
      const { constant } = vectorMath(f, 'float32', false, constants)
      for (let i = 0; i < 10; i++) f.drop(constant(2))
      const out = new Bytes()
      f.write(out)
      return out.take().length
    })
    expect(sizes[0]).toBeLessThan(100)
    expect(sizes[1]).toBeGreaterThan(10 * 16)
  })
})
