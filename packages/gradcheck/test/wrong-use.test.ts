// Wrong uses that the types forbid, but JavaScript does not: each says what is wrong, and what to give.
import type { Tensor } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { adjoint } from '../src/adjoint/index.ts'
import { indices, labels } from '../src/arbitraries/indices.ts'
import { network } from '../src/arbitraries/network.ts'
import { program } from '../src/arbitraries/programs.ts'
import { broadcastable, shape, shapes } from '../src/arbitraries/shapes.ts'
import { array, awayFrom, between, onKinks } from '../src/arbitraries/values.ts'
import type { Adapter } from '../src/differentiable.ts'
import { assertGradient, checkGradient } from '../src/gradient.ts'
import { laws } from '../src/laws/index.ts'
import { type NDArray, ndarray } from '../src/ndarray.ts'
import { assertProperty, checkProperty, gradientProperty, programProperty } from '../src/property.ts'
import { report } from '../src/report.ts'

/** What JavaScript passes where the types allow something else. */
const wrong = (x: unknown): never => x as never

const square = (x: number[]): number => x.reduce((sum, v) => sum + v * v, 0)
const gradient = (x: number[]): number[] => x.map((v) => 2 * v)
const none = ndarray([])
const doubles: Adapter<NDArray> = {
  tensor: (x) => x,
  read: (x) => x,
  vjp: (_f, [x = none], g) => [ndarray(x.data.map((_, i) => 2 * (g.data[i] ?? 0)), x.shape)], // biome-ignore format: one line
}
const double = (x: NDArray): NDArray => ndarray(x.data.map((v) => 2 * v), x.shape) // biome-ignore format: one line
const point = [ndarray([1, 2, 3])]

describe('a function of numbers', () => {
  it.each([
    [
      'a promise',
      async (x: number[]) => square(x),
      'the function gave an object (Promise); a function with a gradient',
    ],
    ['a list', (x: number[]) => x, 'the function gave a list;'],
    ['a string', (x: number[]) => String(square(x)), 'the function gave "5";'],
    ['nothing', () => undefined, 'the function gave undefined;'],
    ['a bigint', () => 3n, 'the function gave 3n;'],
  ])('that gives %s is refused, and not undecided', (_name, f, message) => {
    expect(() => assertGradient(wrong(f), [1, 2], { gradient })).toThrow(new RegExp(`^${escaped(message)}`))
  })

  it.each([
    [1, 'must be a list of numbers, not 1.'],
    [undefined, 'must be a list of numbers, not undefined.'],
    [['a'], 'must be a list of numbers; it holds "a".'],
    [[[1, 2]], 'must be a list of numbers; it holds a list.'],
    [ndarray([1, 2]), 'must be a list of numbers, not an object (Object).'],
  ])('has no derivative at %j', (at, message) => {
    expect(() => assertGradient(square, wrong(at), { gradient })).toThrow(`checkGradient: the point ${message}`)
  })

  it('may be checked at a typed array', () => {
    expect(checkGradient(square, wrong(Float64Array.of(1, 2)), { gradient }).verdict).toBe('pass')
  })

  it.each([
    ['a promise', async () => [2, 4], 'not an object (Promise).'],
    ['a number', () => 2, 'not 2.'],
    ['nothing', () => undefined, 'not undefined.'],
  ])('whose gradient is %s fails, and says so', (_name, given, message) => {
    const { verdict, main } = checkGradient(square, [1, 2], { gradient: wrong(given) })
    expect([verdict, main?.message]).toEqual(['fail', `throws: the gradient must be a list of numbers, ${message}`])
  })

  it('must be a function, as its gradient must', () => {
    expect(() => checkGradient(wrong(5), [1], { gradient })).toThrow('f must be a function, not 5.')
    expect(() => checkGradient(square, [1], { gradient: wrong([2]) })).toThrow(
      'gradient must be a function, not a list.',
    )
  })
})

describe('options', () => {
  const missing = 'the options have no adapter and no gradient; give the adapter'

  it.each([
    [undefined, missing],
    [{}, missing],
    [{ gradient: undefined }, missing],
    [gradient, 'a function is no options object; the options are adapter, gradient, order.'],
    [{ grad: gradient }, 'unknown option "grad"; the options are adapter, gradient, order.'],
    [{ gradient, tolerance: 1 }, 'unknown option "tolerance";'],
  ])('%o are refused', (options, message) => {
    expect(() => checkGradient(square, [1], wrong(options))).toThrow(`checkGradient: ${message}`)
  })

  it('of other functions are refused, too', () => {
    const property = gradientProperty(double, [array([2])], { adapter: doubles })
    expect(() => gradientProperty(double, [], wrong(undefined))).toThrow('undefined is no options object')
    expect(() => programProperty(program(adjoint, []), wrong({ adapter: adjoint }))).toThrow('unknown option "adapter"')
    expect(() => checkProperty(property, wrong({ runs: 5 }))).toThrow('checkProperty: unknown option "runs"')
    expect(() => array([2], wrong({ dType: 'int32' }))).toThrow('array: unknown option "dType"')
    expect(() => program(adjoint, [], wrong({ size: 1 }))).toThrow('program: unknown option "size"')
    expect(() => checkGradient(double, point, { adapter: doubles, order: wrong(3) })).toThrow('is 3; give 1 or 2.')
  })
})

describe('an adapter', () => {
  const check = (changes: object) => checkGradient(double, point, { adapter: { ...doubles, ...changes } })

  it('has three functions', () => {
    for (const part of ['tensor', 'read', 'vjp']) {
      expect(() => check({ [part]: undefined })).toThrow(`the adapter: ${part} must be a function, not undefined.`)
    }
    expect(() => gradientProperty(double, [], wrong({}))).toThrow('the adapter: tensor must be a function')
  })

  it.each([
    ['undefined', () => undefined, 'undefined: that is no object.'],
    ['a list', (x: NDArray) => x.data, 'a list: the shape undefined is no list of sizes such as [2, 3].'],
    ['a promise', async (x: NDArray) => x, 'an object (Promise): the shape undefined is no list'],
    ['no dtype', ({ data, shape }: NDArray) => ({ data, shape }), 'the dtype undefined is none of float32, float64,'],
    ['another dtype', (x: NDArray) => ({ ...x, dtype: 'f64' }), 'the dtype "f64" is none of'],
    [
      'a typed array',
      (x: NDArray) => ({ ...x, data: Float64Array.from(x.data) }),
      'an object (Float64Array), not a list',
    ],
    ['too few numbers', (x: NDArray) => ({ ...x, data: [1] }), 'the shape [3] holds 3 numbers, not 1'],
  ])('that reads %s is told what to read', (_name, read, message) => {
    expect(() => check({ read })).toThrow(message)
    expect(() => check({ read })).toThrow(/^the adapter's read gave .* It must give ndarray\(data, shape, dtype\), and/)
  })

  it('gives a list of cotangents', () => {
    expect(check({ vjp: () => none }).main?.message).toBe(
      "throws: the cotangents of the adapter's vjp must be a list of one for each input, not an object (Object).",
    )
    expect(check({ vjp: () => [null] }).main?.message).toBe(
      "throws: the adapter's vjp gave no cotangent for input 0; give zeros where it is not used.",
    )
  })

  it('may give anything for an integer', () => {
    const vjp: Adapter<NDArray>['vjp'] = (f, x, g) => [...doubles.vjp(f, x, g), wrong(null)]
    const at = [...point, ndarray([1], [1], 'int32')]
    expect(checkGradient((x: NDArray, _k: NDArray) => double(x), at, { adapter: { ...doubles, vjp } }).verdict).toBe(
      'pass',
    )
  })

  it('that cannot tell the ops hides no wrong gradient', () => {
    const steps = (): never => {
      throw new Error('no ops')
    }
    expect(check({ steps, vjp: () => point }).verdict).toBe('fail')
  })

  it('of Adjoint takes and gives tensors', () => {
    const ofNumber = (x: Tensor): Tensor => wrong(x.sum().item())
    expect(() => checkGradient(ofNumber, point, { adapter: adjoint })).toThrow(
      /^adjoint: 6 is no tensor\. A function to be checked/,
    )
    expect(() => checkGradient((x) => x, wrong([1]), { adapter: adjoint })).toThrow('adjoint: 1 is no tensor.')
    expect(() => checkGradient((x) => x, wrong(none), { adapter: adjoint })).toThrow(
      'checkGradient: the point must be a list of tensors, one for each argument, not an object (Object).',
    )
  })
})

describe('a function that draws random numbers', () => {
  it('is refused where it makes a gradient fail or undecided', () => {
    let calls = 0
    const counts = (x: number[]): number => square(x) + calls++
    expect(() => assertGradient(counts, [1, 2], { gradient })).toThrow(
      /^the function gave 5, and \d+ when it was called/,
    )
    const last = (x: number[]): number => square(x) * (1 + 1e-16 * (calls++ % 2))
    expect(() => assertGradient(last, [1, 2], { gradient: (x) => x })).toThrow('The gradient is wrong.')
  })
})

describe('a property of a function that throws', () => {
  const throwing = gradientProperty(
    (x: NDArray) => {
      if ((x.data[0] ?? 0) > 1) throw new RangeError('above 1')
      return double(x)
    },
    [array([2])],
    { adapter: doubles },
  )

  it('says where, and how to find it again', () => {
    const error = thrownBy(() => assertProperty(throwing, { seed: 1, color: false }))
    const lines = error.message.split('\n')
    expect(lines).toEqual([
      'Nothing can be checked.',
      'message    above 1',
      'at         x0 = f64[2] [1.001, -1.055]',
      expect.stringMatching(/^found {6}as case \d+, shrunk \d+ times$/),
      expect.stringMatching(/^replay {5}assertProperty\(property, \{ seed: 1, path: '[\d:]+' \}\)$/),
    ])
    expect(error.cause).toBeInstanceOf(RangeError)
    const [, path = ''] = /path: '([\d:]+)'/.exec(error.message) ?? []
    const again = thrownBy(() => assertProperty(throwing, { seed: 1, path, color: false }))
    expect(again.message.split('\n').slice(0, 3)).toEqual(lines.slice(0, 3))
    expect(thrownBy(() => assertProperty(throwing, { seed: 1, color: true })).message).toContain('\u001b[31m')
  })

  it('hides no gradient that was found wrong before', () => {
    const unlessSmall = (x: NDArray): NDArray => {
      if (x.data.length < 3) throw new RangeError('too few')
      return double(x)
    }
    const adapter: Adapter<NDArray> = { ...doubles, vjp: (_f, _x, g) => [g] }
    const property = gradientProperty(unlessSmall, [array(shape({ minRank: 1, maxRank: 1, minDim: 1, maxDim: 4 }))], {
      adapter,
    })
    for (let seed = 1; seed < 20; seed++) {
      const first = attemptReport(() => checkProperty(property, { seed, color: false }).report)
      expect(first).toMatch(/^(The gradient is wrong\.|Nothing can be checked\.\nmessage {4}too few)/)
    }
    expect(checkProperty(property, { seed: seedOfLongList(property), color: false }).report).toContain('f64[3]')
  })

  /** A seed whose first case has three numbers or more. */
  function seedOfLongList(property: Parameters<typeof checkProperty>[0]): number {
    const seeds = Array.from({ length: 50 }, (_, seed) => seed)
    const runs = (seed: number) =>
      attemptReport(() => checkProperty(property, { seed, numRuns: 1, color: false }).report)
    return seeds.find((seed) => runs(seed).startsWith('The gradient is wrong.')) ?? expect.fail('no list is long')
  }
})

describe('arguments', () => {
  it.each([
    [{ numRuns: 0 }, 'checkProperty: numRuns is 0; give an integer of 1 or more.'],
    [{ numRuns: Number.NaN }, 'checkProperty: numRuns is NaN; give'],
    [{ numRuns: wrong('20') }, 'checkProperty: numRuns is "20"; give'],
    [{ maxUndecided: 5 }, 'checkProperty: maxUndecided is 5; give a share from 0 to 1.'],
    [{ maxUndecided: Number.NaN }, 'checkProperty: maxUndecided is NaN; give'],
  ])('of a run test something: %o', (options, message) => {
    const property = gradientProperty(double, [array([2])], { adapter: doubles })
    expect(() => assertProperty(property, options)).toThrow(RangeError)
    expect(() => assertProperty(property, options)).toThrow(message)
  })

  it('of a property are plain arrays', () => {
    const property = gradientProperty(double, [wrong(shape({ minRank: 1 }))], { adapter: doubles })
    const message =
      'gradientProperty: the shape undefined is no list of sizes such as [2, 3]; arbitraries must give plain'
    expect(() => checkProperty(property)).toThrow(message)
  })

  it.each<[string, () => unknown]>([
    ['array: the shape is 3; give a list of sizes such as [2, 3], or an arbitrary of them.', () => array(wrong(3))],
    ['array: profile must be a function, not "smooth".', () => array([2], wrong({ profile: 'smooth' }))],
    ['awayFrom: the kinks must be a list of numbers, not 0.', () => awayFrom(wrong(0))],
    ['onKinks: the kinks must be a list of numbers, not 0.', () => onKinks(wrong(0))],
    ['between: 2 to 1 is no range; give the lower number first.', () => between(2, 1)],
    ['between: 3 to undefined is no range; give the lower number first.', () => between(3, wrong(undefined))],
    ['shape: there are no ranks of 5 to 3, sizes of 0 to 4; give the maximum, too.', () => shape({ minRank: 5 })],
    [
      'shape: unknown option "maxrank"; the options are minRank, maxRank, minDim, maxDim.',
      () => shape(wrong({ maxrank: 0 })),
    ],
    [
      'shapes: unknown option "max"; the options are minRank, maxRank, minDim, maxDim.',
      () => shapes('ij', wrong({ max: 2 })),
    ],
    ['network: hidden must be a list of activations, not undefined.', () => network(wrong({}))],
    [
      'checkGradient with a gradient: unknown option "order"; the options are gradient.',
      () => checkGradient(([x = 0]) => x, [1], wrong({ gradient: () => [1], order: 7 })),
    ],
    [
      'report: unknown option "colour"; the options are color, program, footer.',
      () =>
        report(
          checkGradient(([x = 0]) => x, [1], { gradient: () => [1] }),
          wrong({ colour: true }),
        ),
    ],
    ['broadcastable: -1 is no number of shapes.', () => broadcastable(-1)],
    ['indices: an axis of length 0 has none; give 1 or more.', () => indices(0)],
    ['indices: the shape must be a list of sizes such as [2, 3], not an object (Object).', () => indices(3, wrong({}))],
    ['labels: 0 classes have none; give 1 or more.', () => labels(3, 0)],
    ['program: the ops must be a list of ops, not undefined.', () => program(adjoint, wrong(undefined))],
    ['ndarray: the data must be a list of numbers; it holds a list.', () => ndarray(wrong([[1, 2]]))],
    ['ndarray: the data must be a list of numbers, not undefined.', () => ndarray(wrong(undefined))],
    ['ndarray: the shape 2 is no list of sizes such as [2, 3].', () => ndarray([1, 2], wrong(2))],
    ['ndarray: the shape [-1, -2] is no list of sizes such as [2, 3].', () => ndarray([1, 2], [-1, -2])],
    ['ndarray: the dtype "f32" is none of float32, float64, int32, bool.', () => ndarray([1], [1], wrong('f32'))],
    [
      'laws: the inputs in the example of tanh must be a list of operands, or shapes, not undefined.',
      () => laws({ tanh: wrong({ call: (x: Tensor) => x.tanh() }) }, adjoint),
    ],
    ['laws: the example of tanh: call must be a function, not undefined.', () => laws({ tanh: wrong({}) }, adjoint)],
    [
      'gradientProperty: the arbitraries must be a list of one for each argument, not an object (MapArbitrary).',
      () => gradientProperty(double, wrong(array([2])), { adapter: doubles }),
    ],
    [
      'checkProperty: a function is no property; make one with gradientProperty or programProperty.',
      () => checkProperty(wrong(double)),
    ],
  ])('%s', (message, run) => {
    expect(thrownBy(run).message).toBe(message)
  })
})

const escaped = (text: string): string => text.replaceAll(/[()[\]{}.?+*^$|\\]/g, '\\$&')

function thrownBy(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    return error instanceof Error ? error : expect.fail('what was thrown is no error')
  }
  return expect.fail('nothing was thrown')
}

/** What a run reports, or what it throws. */
function attemptReport(run: () => string): string {
  try {
    return run()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
