import type { Tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { adjoint, vocabulary } from '../../src/adjoint/index.ts'
import { program } from '../../src/arbitraries/programs.ts'
import { smallIntegers } from '../../src/arbitraries/values.ts'
import { type NDArray, sizeOf } from '../../src/ndarray.ts'
import { functionOf, type Program, type ProgramOp } from '../../src/program.ts'
import { smallest } from '../smallest.ts'

const programs = program(adjoint, vocabulary)

/** Every value of a program: its inputs, then the result of each instruction. */
function valuesOf<T>({ adapter, inputs, instructions }: Program<T>): T[] {
  const values = inputs.map((array) => adapter.tensor(array))
  for (const { op, operands } of instructions)
    values.push(op.call(...operands.flatMap((at) => values.slice(at, at + 1))))
  return values
}

describe('every program', () => {
  test.prop([programs], { numRuns: 500 })('runs, and computes small arrays of tame floats', (given) => {
    const values = valuesOf(given)
    for (const { dtype, data } of values.slice(given.inputs.length).map(adjoint.read)) {
      expect(['float32', 'float64']).toContain(dtype)
      expect(data.length).toBeLessThanOrEqual(40)
      expect(data.every((value) => Math.abs(value) <= 1e6)).toBe(true)
    }
    const result = functionOf(given)(...given.inputs.map((array) => adjoint.tensor(array)))
    expect(adjoint.read(result)).toEqual(adjoint.read(values.at(given.instructions.length === 0 ? 0 : -1) ?? result))
  })

  test.prop([programs])('takes its operands from what comes before', ({ inputs, instructions }) => {
    instructions.forEach(({ op, operands }, i) => {
      expect(operands).toHaveLength(op.arity)
      for (const at of operands) {
        expect(at).toBeGreaterThanOrEqual(0)
        expect(at).toBeLessThan(inputs.length + i)
      }
    })
  })

  test.prop([programs])('has no dead code: all but the result is used', ({ inputs, instructions }) => {
    const used = new Set(instructions.flatMap(({ operands }) => operands))
    const values = Array.from({ length: inputs.length + instructions.length - 1 }, (_, at) => at)
    for (const at of values) expect(used).toContain(at)
  })

  test.prop([
    fc
      .integer({ min: 1, max: 12 })
      .chain((most) => fc.tuple(fc.constant(most), program(adjoint, vocabulary, { maxOps: most, maxSize: most }))),
  ])('keeps to its options', ([most, given]) => {
    expect(given.instructions.length).toBeLessThanOrEqual(most)
    for (const value of valuesOf(given).slice(given.inputs.length)) expect(value.size).toBeLessThanOrEqual(most)
  })

  test.prop([program(adjoint, vocabulary, { profile: smallIntegers, dtype: 'float32' })])(
    'has inputs of the profile and the dtype',
    ({ inputs }) => {
      expect(inputs.length).toBeGreaterThanOrEqual(1)
      expect(inputs.length).toBeLessThanOrEqual(3)
      for (const { dtype, shape, data } of inputs) {
        expect(dtype).toBe('float32')
        expect(data).toHaveLength(sizeOf(shape))
        expect(data.every((value) => Number.isInteger(value) && Math.abs(value) <= 3)).toBe(true)
      }
    },
  )
})

describe('an op', () => {
  const positive = ({ data }: NDArray): boolean => data.every((value) => value > 0)
  const neg: ProgramOp<Tensor> = { name: 'neg', arity: 1, call: (x: Tensor) => x.neg() }
  const log: ProgramOp<Tensor> = { name: 'log', arity: 1, call: (x: Tensor) => x.log(), accepts: positive }
  const matmul: ProgramOp<Tensor> = { name: 'matmul', arity: 2, call: (a: Tensor, b: Tensor) => a.matmul(b) }

  test.prop([program(adjoint, [log, neg])])('is applied only where it accepts', (given) => {
    const values = valuesOf(given)
    for (const { op, operands } of given.instructions) {
      if (op === log) expect(operands.every((at) => values[at] && positive(adjoint.read(values[at])))).toBe(true)
    }
  })

  it('is applied to other operands where it refuses some, or throws', () => {
    for (const op of [log, matmul]) {
      const sample = fc.sample(program(adjoint, [op]), { numRuns: 300, seed: 1 })
      expect(sample.filter(({ instructions }) => instructions.length > 0).length).toBeGreaterThan(60)
    }
  })

  const nothing: ProgramOp<Tensor> = { ...neg, accepts: () => false }
  const thrower: ProgramOp<Tensor> = { ...matmul, call: () => expect.fail('a shape that does not fit') }

  test.prop([program(adjoint, [nothing, thrower])])('that takes nothing is left out', ({ inputs, instructions }) => {
    expect([inputs.length, instructions.length]).toEqual([1, 0])
  })
})

describe('among 2,000 programs', () => {
  const sample = fc.sample(programs, { numRuns: 2000, seed: 1 })
  const share = (is: (given: (typeof sample)[number]) => boolean): number => sample.filter(is).length / sample.length

  it('are all ops', () => {
    const used = new Set(sample.flatMap(({ instructions }) => instructions.map(({ op }) => op)))
    expect(vocabulary.filter((op) => !used.has(op)).map(({ name }) => name)).toEqual([])
  })

  it('are long ones, and few without any op', () => {
    expect(share(({ instructions }) => instructions.length >= 4)).toBeGreaterThan(0.1)
    expect(share(({ instructions }) => instructions.length === 0)).toBeLessThan(0.05)
  })

  it('are fan-out, broadcasting, and 0-d inputs', () => {
    const fanOut = share(({ instructions }) => {
      const operands = instructions.flatMap((one) => one.operands)
      return new Set(operands).size < operands.length
    })
    const broadcasting = share(({ inputs }) => new Set(inputs.map(({ shape }) => shape.join())).size > 1)
    expect(fanOut).toBeGreaterThan(0.2)
    expect(broadcasting).toBeGreaterThan(0.1)
    expect(share(({ inputs }) => inputs.some(({ shape }) => shape.length === 0))).toBeGreaterThan(0.05)
  })
})

describe('shrinking "contains an op" ends at that op alone', () => {
  it.each(vocabulary.map((op) => [op.code?.('x', 'y', 'z') ?? op.name, op] as const))('%s', (_name, op) => {
    const { instructions } = smallest(programs, (given) => given.instructions.every((one) => one.op !== op))
    expect(instructions.map((one) => one.op)).toEqual([op])
  })
})
