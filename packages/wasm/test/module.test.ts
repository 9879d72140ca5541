import { describe, expect, it } from 'vitest'
import {
  call,
  compileModule,
  createMemory,
  type FunctionSource,
  f64,
  type ImportedFunction,
  i32,
  instantiate,
  type MemoryLimits,
  type ModuleOptions,
  moduleOf,
  validate,
} from '../src/index.ts'

/** Writes a number at 0. */
function setter(name: string, value: number): FunctionSource {
  return { name, parameters: [], build: (f) => f.run(f64.store({ at: i32.const(0) }, f64.const(value))) }
}

function instanceOf(functions: readonly FunctionSource[], options: ModuleOptions, given = {}) {
  const memory = createMemory(options.memory ?? { initial: 1 })
  const kernels = instantiate(compileModule(moduleOf(functions, options)), memory, given)
  return { kernels, memory, at: (address: number) => new DataView(memory.buffer).getFloat64(address, true) }
}

describe('a module', () => {
  it('may have no function', () => {
    expect(validate(moduleOf([]))).toBe(true)
  })

  it('exports each of its functions by its name, and nothing else', () => {
    const names = ['a', 'zwölf', '', ...Array.from({ length: 200 }, (_, i) => `f${i}`)]
    const { kernels, at } = instanceOf(
      names.map((name, i) => setter(name, i)),
      {},
    )
    expect(Object.keys(kernels)).toEqual(names)
    for (const [i, name] of names.entries()) {
      kernels[name]?.()
      expect(at(0)).toBe(i)
    }
  })

  it('is refused by the engine where two functions have one name', () => {
    expect(validate(moduleOf([setter('a', 1), setter('a', 2)]))).toBe(false)
  })

  it('passes parameters of every type that JavaScript has', () => {
    const { kernels, at } = instanceOf(
      [
        {
          name: 'sum',
          parameters: ['i32', 'f32', 'f64'],
          build: (f) => {
            const sum = f64.add(f64.fromI32(f.parameter(0, 'i32')), f64.promote(f.parameter(1, 'f32')))
            f.run(f64.store({ at: i32.const(8) }, f64.add(sum, f.parameter(2, 'f64'))))
          },
        },
      ],
      {},
    )
    kernels.sum?.(-3, 0.1, 0.5)
    expect(at(8)).toBe(-3 + Math.fround(0.1) + 0.5)
  })
})

describe('the memory of a module', () => {
  const touch: FunctionSource = {
    name: 'touch',
    parameters: ['i32'],
    build: (f) => f.run(i32.store8({ at: f.parameter(0, 'i32') }, i32.const(1))),
  }

  it('is as large as it is given, and ends there', () => {
    const { kernels } = instanceOf([touch], { memory: { initial: 2 } })
    expect(() => kernels.touch?.(2 * 65536 - 1)).not.toThrow()
    expect(() => kernels.touch?.(2 * 65536)).toThrow('memory access out of bounds')
  })

  it('may grow up to its maximum', () => {
    const { kernels, memory } = instanceOf([touch], { memory: { initial: 1, maximum: 200 } })
    expect(memory.grow(199)).toBe(1)
    expect(() => memory.grow(1)).toThrow(RangeError)
    expect(() => kernels.touch?.(200 * 65536 - 1)).not.toThrow()
  })

  const limits: Readonly<Record<string, MemoryLimits>> = {
    'one page': { initial: 1 },
    'three pages': { initial: 3 },
    'at most five': { initial: 1, maximum: 5 },
    'at most five, shared': { initial: 1, maximum: 5, shared: true },
  }

  it('is refused where it is less than the module asks for', () => {
    const fits = (asked: MemoryLimits, given: MemoryLimits) => {
      try {
        instantiate(compileModule(moduleOf([touch], { memory: asked })), createMemory(given))
        return true
      } catch {
        return false
      }
    }
    const accepted = Object.entries(limits).map(([asked, ask]) => [
      asked,
      Object.keys(limits).filter((given) => fits(ask, limits[given] ?? ask)),
    ])
    expect(accepted).toEqual([
      ['one page', ['one page', 'three pages', 'at most five']],
      ['three pages', ['three pages']],
      ['at most five', ['at most five']],
      ['at most five, shared', ['at most five, shared']],
    ])
  })

  it('has a maximum where it is shared', () => {
    expect(validate(moduleOf([touch], { memory: { initial: 1, shared: true } }))).toBe(false)
  })

  it('is seen by all threads where it is shared', () => {
    const { kernels, memory } = instanceOf([touch], { memory: { initial: 1, maximum: 1, shared: true } })
    expect(Object.prototype.toString.call(memory.buffer)).toBe('[object SharedArrayBuffer]')
    kernels.touch?.(9)
    expect(new Uint8Array(memory.buffer)[9]).toBe(1)
  })
})

describe('a function that the module is given', () => {
  const imports: readonly ImportedFunction[] = [
    { name: 'pow', parameters: ['f64', 'f64'], result: 'f64' },
    { name: 'next', parameters: [], result: 'i32' },
  ]
  const source: FunctionSource = {
    name: 'run',
    parameters: ['f64'],
    build: (f) => {
      const power = call(imports, 'pow', 'f64', f.parameter(0, 'f64'), f64.const(3))
      f.run(
        f64.store({ at: i32.const(0) }, power),
        f64.store({ at: i32.const(8) }, f64.fromI32(call(imports, 'next', 'i32'))),
      )
    },
  }

  it('is called with its operands in their order, and gives its result', () => {
    let calls = 40
    const { kernels, at } = instanceOf(
      [setter('other', 5), source],
      { imports },
      { pow: Math.pow, next: () => ++calls },
    )
    kernels.run?.(2)
    expect([at(0), at(8)]).toEqual([8, 41])
    kernels.run?.(-1.5)
    expect([at(0), at(8)]).toEqual([-3.375, 42])
    // The functions of the module are numbered behind those.
    kernels.other?.()
    expect(at(0)).toBe(5)
  })

  it('must be one that the module names', () => {
    expect(() => call(imports, 'sin', 'f64')).toThrow('the module is given no function sin.')
  })

  it('must be given', () => {
    expect(() => instanceOf([source], { imports }, { pow: Math.pow })).toThrow('function import requires a callable')
  })
})
