import { ops, type Tensor } from '@adjoint/tensor'
import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { adjoint, vocabulary } from '../src/adjoint/index.ts'
import { program } from '../src/arbitraries/programs.ts'
import type { TensorFunction } from '../src/differentiable.ts'
import { ndarray } from '../src/ndarray.ts'
import {
  codeOf,
  differentiableProgram,
  functionOf,
  type Listing,
  type Program,
  type ProgramOp,
  ssaOf,
  withoutDeadCode,
} from '../src/program.ts'

const add: ProgramOp<Tensor> = { name: 'add', arity: 2, call: (a: Tensor, b: Tensor) => a.add(b) }
const exp: ProgramOp<Tensor> = { name: 'exp', arity: 1, call: (x: Tensor) => x.exp(), code: (x) => `${x}.exp()` }
const neg: ProgramOp<Tensor> = { name: 'neg', arity: 1, call: (x: Tensor) => x.neg() }

const inputs = [ndarray([1, 2]), ndarray([0.5], [])]
/** exp(x0) + x1, and -exp(x0), which nobody needs */
const example: Program<Tensor> = {
  adapter: adjoint,
  inputs,
  instructions: [
    { op: exp, operands: [0] },
    { op: neg, operands: [2] },
    { op: add, operands: [2, 1] },
  ],
}

/** Code of one arrow function `f`, run with the ops of the catalogue at hand. */
function evaluated(code: string): TensorFunction<Tensor> {
  const make = new Function(...Object.keys(ops), `${code}; return f`) as (...given: unknown[]) => TensorFunction<Tensor>
  return make(...Object.values(ops))
}

describe('as text', () => {
  it('is a line a value', () => {
    expect(ssaOf(example)).toEqual(['v2 = exp x0', 'v3 = neg v2', 'v4 = add v2 x1'])
  })

  it('is code to paste', () => {
    expect(codeOf(example)).toEqual([
      'const f = (x0, x1) => {',
      '  const v2 = x0.exp()',
      '  const v3 = neg(v2)',
      '  const v4 = add(v2, x1)',
      '  return v4',
      '}',
    ])
  })

  it('of no op is the identity', () => {
    const identity: Listing = { inputs: [ndarray([1])], instructions: [] }
    expect(ssaOf(identity)).toEqual([])
    expect(codeOf(identity)).toEqual(['const f = (x0) => {', '  return x0', '}'])
  })

  test.prop([program(adjoint, vocabulary)], { numRuns: 300 })(
    'the code computes what the program computes',
    (given) => {
      const x = given.inputs.map((array) => adjoint.tensor(array))
      const run = evaluated(codeOf(given).join('\n'))
      expect(adjoint.read(run(...x))).toEqual(adjoint.read(functionOf(given)(...x)))
    },
  )
})

describe('as a function', () => {
  it('gives the last value, or the first input', () => {
    const x = inputs.map((array) => adjoint.tensor(array))
    expect(adjoint.read(functionOf(example)(...x)).data).toEqual([Math.E + 0.5, Math.exp(2) + 0.5])
    expect(functionOf({ instructions: [] })(...x)).toBe(x[0])
  })

  it('knows its ops, and the values that each was applied to', () => {
    const steps = differentiableProgram(example).steps?.(inputs) ?? []
    expect(steps.map(({ op, at }) => [op, ...at.map(({ data }) => data)])).toEqual([
      ['exp', [1, 2]],
      ['neg', [Math.E, Math.exp(2)]],
      ['add', [Math.E, Math.exp(2)], [0.5]],
    ])
    expect(steps[2]?.f.value(steps[2].at).data).toEqual([Math.E + 0.5, Math.exp(2) + 0.5])
  })

  it('refers to no value that comes later', () => {
    const broken = { instructions: [{ op: neg, operands: [1] }] }
    expect(() => functionOf(broken)(adjoint.tensor(ndarray([1])))).toThrow(RangeError)
  })
})

describe('without dead code', () => {
  it('keeps the ops and inputs that a value needs, in their order', () => {
    expect(ssaOf(withoutDeadCode(example, 4))).toEqual(['v2 = exp x0', 'v3 = add v2 x1'])
    const negated = withoutDeadCode(example, 3)
    expect(negated.inputs).toEqual([inputs[0]])
    expect(ssaOf(negated)).toEqual(['v1 = exp x0', 'v2 = neg v1'])
  })

  it('may be an input alone', () => {
    expect(withoutDeadCode(example, 1)).toEqual({ adapter: adjoint, inputs: [inputs[1]], instructions: [] })
  })
})
