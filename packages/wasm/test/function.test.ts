import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type FunctionBuilder, f32, f64, i32, i64, type Local, v128 } from '../src/index.ts'
import { programOf } from './execute.ts'

/** What a function of whole numbers, which are its parameters, puts at 0. */
function evaluator(parameters: number, build: (f: FunctionBuilder, ...operands: Local<'i32'>[]) => void) {
  const types = Array.from({ length: parameters }, () => 'i32' as const)
  const { run, memory } = programOf(types, (f) => build(f, ...types.map((type, i) => f.parameter(i, type))))
  return (...operands: number[]) => {
    memory.setInt32(0, -1, true)
    run(...operands)
    return memory.getInt32(0, true)
  }
}

const result = { at: i32.const(0) }
const small = fc.integer({ min: -20, max: 20 })

describe('variables', () => {
  it('are 0 at first, of every type', () => {
    const { run, memory } = programOf([], (f) => {
      f.run(
        v128.store({ at: i32.const(0) }, f.local('v128')),
        f64.store({ at: i32.const(16) }, f.local('f64')),
        f32.store({ at: i32.const(24) }, f.local('f32')),
        i32.store({ at: i32.const(28) }, f.local('i32')),
        f64.store({ at: i32.const(32) }, f64.fromBits(f.local('i64'))),
      )
    })
    new Uint8Array(memory.buffer).fill(255)
    run()
    expect(new Uint8Array(memory.buffer, 0, 41).findIndex((byte) => byte !== 0)).toBe(40)
  })

  it('are told apart, among parameters and other variables of other types', () => {
    const { run, memory } = programOf(['f64', 'i32', 'f64'], (f) => {
      const a = f.let(i64.fromI32(f.parameter(1, 'i32')))
      const b = f.local('f64')
      const c = f.let(f32.const(0.5))
      f.run(
        b.set(f64.sub(f.parameter(0, 'f64'), f.parameter(2, 'f64'))),
        f64.store({ at: i32.const(0) }, b),
        f64.store({ at: i32.const(8) }, f64.fromBits(a)),
        f32.store({ at: i32.const(16) }, c),
      )
    })
    run(10, 77, 3)
    expect(memory.getFloat64(0, true)).toBe(7)
    expect(memory.getBigInt64(8, true)).toBe(77n)
    expect(memory.getFloat32(16, true)).toBe(0.5)
  })

  it('may be more than one byte can number', () => {
    const count = 300
    const sum = evaluator(1, (f, x) => {
      const variables = Array.from({ length: count }, (_, i) => f.let(i32.add(x, i32.const(i))))
      f.run(
        i32.store(
          result,
          variables.reduce((a, b) => f.let(i32.add(a, b))),
        ),
      )
    })
    expect(sum(10)).toBe(10 * count + (count * (count - 1)) / 2)
  })

  it('hold what `let` computes when it computes it', () => {
    const old = evaluator(1, (f, x) => {
      const before = f.let(x)
      f.run(x.set(i32.const(0)), i32.store(result, before))
    })
    expect(old(5)).toBe(5)
  })

  it('have the types that they are declared with', () => {
    expect(() => programOf(['f32'], (f) => f.parameter(0, 'f64'))).toThrow('parameter 0 is f32, not f64.')
    expect(() => programOf(['f32'], (f) => f.parameter(1, 'f32'))).toThrow('parameter 1 is missing, not f32.')
  })
})

describe('first', () => {
  it('computes before all statements, even where it is called in a loop that does not run', () => {
    const { run, memory } = programOf(['i32'], (f) => {
      const x = f.parameter(0, 'i32')
      let late: Local<'i32'> | undefined
      f.run(x.set(i32.const(0)))
      f.while(x, () => {
        late = f.first(i32.mul(x, i32.const(2)))
      })
      if (late === undefined) throw new Error('the body was not asked for.')
      f.run(i32.store({ at: i32.const(0) }, late))
    })
    run(21)
    expect(memory.getInt32(0, true)).toBe(42)
  })

  it('may use earlier ones', () => {
    const value = evaluator(1, (f, x) => {
      const double = f.first(i32.add(x, x))
      f.run(i32.store(result, f.first(i32.add(double, i32.const(1)))))
    })
    expect(value(4)).toBe(9)
  })
})

describe('control', () => {
  // Collatz: a loop whose number of turns nobody knows before, and a condition in it.
  const collatz = evaluator(1, (f, n) => {
    const steps = f.local('i32')
    f.while(i32.gt(n, i32.const(1)), () => {
      const odd = f.let(i32.and(n, i32.const(1)))
      f.if(odd, () => f.run(n.set(i32.add(i32.mul(n, i32.const(3)), i32.const(1)))))
      f.if(i32.eqz(odd), () => f.run(n.set(i32.shrUnsigned(n, i32.const(1)))))
      f.run(steps.set(i32.add(steps, i32.const(1))))
    })
    f.run(i32.store(result, steps))
  })

  it('loops while a condition holds, and does not where it never did', () => {
    expect([27, 1, 0, -5].map((n) => collatz(n))).toEqual([111, 0, 0, 0])
  })

  const counted = evaluator(3, (f, from, to, outer) => {
    const turns = f.local('i32')
    const i = f.local('i32')
    f.count(i, outer, 1, () => {
      const j = f.let(from)
      f.count(j, to, 3, () => f.run(turns.set(i32.add(turns, i32.const(1)))))
      // where the variable stands afterwards
      f.run(turns.set(i32.add(turns, i32.mul(j, i32.const(1000)))))
    })
    f.run(i32.store(result, turns))
  })

  test.prop([small, small, fc.nat(3)])('counts in steps, a loop in a loop', (from, to, outer) => {
    let expected = 0
    for (let i = 0; i < outer; i++) {
      let j = from
      for (; j < to; j += 3) expected++
      expected += 1000 * j
    }
    expect(counted(from, to, outer)).toBe(expected)
  })

  test.prop([fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 })])(
    'repeats so many times, given as a number or as a value',
    (times, inner) => {
      const repeated = evaluator(1, (f, x) => {
        const turns = f.local('i32')
        f.repeat(x, () => {
          f.repeat(inner, () => f.run(turns.set(i32.add(turns, i32.const(1)))))
          f.run(turns.set(i32.add(turns, i32.const(1000))))
        })
        f.run(i32.store(result, i32.add(turns, i32.mul(x, i32.const(1_000_000)))))
      })
      // the value that was given stands where it did
      expect(repeated(times)).toBe(times * (1_001_000 + inner))
    },
  )

  test.prop([small, small])('does what stands in `if` where the condition is not 0, and goes on behind it', (a, b) => {
    const compared = evaluator(2, (f, x, y) => {
      const sum = f.local('i32')
      const add = (n: number) => f.run(sum.set(i32.add(sum, i32.const(n))))
      f.if(x, () => {
        add(1)
        f.if(i32.lt(x, y), () => add(10))
        add(100)
      })
      add(1000)
      f.run(i32.store(result, sum))
    })
    expect(compared(a, b)).toBe((a !== 0 ? (a < b ? 111 : 101) : 0) + 1000)
  })

  it('drops a value of every type', () => {
    const { run, memory } = programOf([], (f) => {
      for (const type of ['i32', 'i64', 'f32', 'f64', 'v128'] as const) f.drop(f.local(type))
      f.run(i32.store(result, i32.const(3)))
    })
    run()
    expect(memory.getInt32(0, true)).toBe(3)
  })

  it('evaluates what it drops', () => {
    const { run } = programOf(['i32'], (f) => f.drop(i32.load({ at: f.parameter(0, 'i32') })))
    expect(() => run(0)).not.toThrow()
    expect(() => run(65536)).toThrow('memory access out of bounds')
  })
})
