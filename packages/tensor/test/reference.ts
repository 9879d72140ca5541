import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type DType, fromTypedArray, ops, type Shape, type Tensor } from '../src/index.ts'
import { type Bits, bitsOf, expectSame, near } from './bits.ts'

// JSON has no NaN, no infinities and no -0: they stand there as strings.
type Encoded = number | 'NaN' | 'Infinity' | '-Infinity' | '-0'

export interface EncodedTensor {
  readonly dtype: DType
  readonly shape: Shape
  readonly data: readonly Encoded[]
}

type Input = EncodedTensor | { readonly number: Encoded | null } | { readonly list: readonly EncodedTensor[] }

/** One call of an op and NumPy's result. */
interface Case {
  readonly op: keyof typeof ops
  readonly inputs: readonly Input[]
  readonly args?: readonly unknown[]
  readonly out: EncodedTensor
  /** how many representable numbers the result may be off; 0 by default */
  readonly ulp?: number
  /** where NumPy itself leaves the sign of a zero to the processor, or where ours is documented to differ */
  readonly unsignedZero?: boolean
}

export function readReference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./reference/${name}.json`, import.meta.url), 'utf8'))
}

export function decodeTensor({ dtype, shape, data }: EncodedTensor): Tensor {
  return fromTypedArray(Float64Array.from(data, Number), shape).astype(dtype)
}

function decode(input: Input): unknown {
  if ('list' in input) return input.list.map(decodeTensor)
  if ('number' in input) return input.number === null ? null : Number(input.number)
  return decodeTensor(input)
}

/**
 * Declares a test for each op of a reference file, over all its cases.
 *
 * Tolerances: what IEEE 754 rounds correctly is exact. For exp, log, tanh and pow engines promise 1 ulp, and the
 * reference (computed in longer numbers) is rounded, too: 2 ulp, and 4 for formulas of two such steps. In float32 they
 * are computed in float64 and rounded once: 1 ulp, where the number lay halfway.
 */
export function describeReference(name: string): void {
  const { cases } = readReference<{ cases: readonly Case[] }>(name)
  describe(`${name}: as NumPy`, () => {
    for (const op of new Set(cases.map((one) => one.op))) {
      it(op, () => {
        for (const one of cases.filter((any) => any.op === op)) expectCase(one)
      })
    }
  })
}

/** The same call, written as a method of its first operand (of the first tensor, for a list of them). */
function callMethod(op: keyof typeof ops, values: readonly unknown[], args: readonly unknown[]): Tensor {
  const [first, ...rest] = values
  const [self, ...others] = Array.isArray(first) ? first : [first]
  const operands = Array.isArray(first) ? [others, ...rest] : rest
  return Reflect.apply(Reflect.get(self, op), self, [...operands, ...args])
}

function expectCase({ op, inputs, args = [], out, ulp = 0, unsignedZero = false }: Case): void {
  const values = inputs.map(decode)
  const actual: Tensor = Reflect.apply(ops[op], undefined, [...values, ...args])
  if (typeof values[0] !== 'number') expectSame(callMethod(op, values, args), actual) // which has no methods of ours
  const call = `${op}(${values.map(String).join('; ')}${args.map((arg) => `, ${JSON.stringify(arg)}`).join('')})`
  const expected: Bits = { ...out, data: out.data.map(Number) }
  const found = bitsOf(actual)
  expect({ call, dtype: found.dtype, shape: found.shape }).toEqual({ call, dtype: out.dtype, shape: out.shape })
  const wrong = expected.data.flatMap((wanted, at) => {
    const got = found.data[at] ?? Number.NaN
    const same = ulp > 0 ? near(got, wanted, ulp, out.dtype) : Object.is(got, wanted)
    return same || (unsignedZero && got === 0 && wanted === 0) ? [] : [{ at, got, wanted }]
  })
  expect({ call, wrong }).toEqual({ call, wrong: [] })
}

/** One call of an op that gives a list of tensors. */
interface ListCase {
  readonly input: EncodedTensor
  readonly args: readonly unknown[]
  readonly out: readonly EncodedTensor[]
}

/** The same for an op that gives a list of tensors; its cases stand under a name of their own, and are exact. */
export function describeLists(name: string, cases: string, op: 'split' | 'topK'): void {
  it(`${name}: as NumPy: ${op}`, () => {
    for (const { input, args, out } of readReference<Readonly<Record<string, readonly ListCase[]>>>(name)[cases] ??
      []) {
      const x = decodeTensor(input)
      const call = `${op}(${String(x)}, ${JSON.stringify(args)})`
      const list: readonly Tensor[] = Reflect.apply(ops[op], undefined, [x, ...args])
      const expected = out.map((one) => ({ ...one, data: one.data.map(Number) }))
      expect({ call, list: list.map(bitsOf) }).toEqual({ call, list: expected })
      expect(list.map(bitsOf)).toEqual(Reflect.apply(ops[op].method, x, args).map(bitsOf))
    }
  })
}
