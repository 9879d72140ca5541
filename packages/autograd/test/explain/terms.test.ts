// What is added to an adjoint, as a formula: evaluated with tensors, op by op, it gives what the engine adds.
import { Tape } from '@adjoint/autograd'
import { apply, type FloatDType, type Op, sum, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { termFormula } from '../../src/explain/derivative.ts'
import type { Definition, Expression, ScalarFunction } from '../../src/explain/expression.ts'
import { pullback } from '../../src/products.ts'
import { catalogue, descriptorOf, inputsOf, names, type OpName } from '../catalogue.ts'

/** Ops that are called otherwise than their sign. */
const called: Partial<Readonly<Record<ScalarFunction, OpName>>> = {
  absorb: 'mulAbsorbing',
  max: 'maximum',
  min: 'minimum',
  nearest: 'round',
  select: 'where',
}

function opOf(sign: ScalarFunction): Op {
  const name = called[sign] ?? names.find((one) => one === sign)
  if (name === undefined) throw new RangeError(`no op is called ${sign}`)
  return descriptorOf(name)
}

class Unnamed extends Error {}

function evaluate(x: Expression, read: (name: string) => Tensor, dtype: FloatDType): Tensor {
  if (x.kind === 'number') return tensor(x.value, { dtype })
  if (x.kind === 'symbol') return read(x.name)
  const operands = x.operands.map((operand) => evaluate(operand, read, dtype))
  if (x.kind === 'op') return apply(x.op, operands, x.attrs)
  return apply(opOf(x.name), operands, null)
}

function evaluateAll({ body, parts }: Definition, known: Map<string, Tensor>, dtype: FloatDType): Tensor {
  const read = (name: string): Tensor => {
    const value = known.get(name)
    if (value === undefined) throw new Unnamed(name) // an array that a rule made by itself
    return value
  }
  for (const part of parts) known.set(part.name, evaluate(part.body, read, dtype))
  return evaluate(body, read, dtype)
}

const numbers = (x: Tensor): number[] => Array.from(x.astype('float64').toTypedArray())

let checked = 0

describe.each(Object.entries(catalogue))('%s', (_name, example) => {
  test('passes on what its formula says', () => {
    const tape = new Tape()
    const y = sum(example.call(...inputsOf(example).map((x, i) => tape.input(x, `x${i}`))).mul(1.5))
    const adjoints = tape.has(y) ? tape.backward(y) : []
    for (const node of tape.nodes) {
      const g = adjoints[node.index] ?? null
      if (node.op === null || g === null) continue
      const x = node.inputs.map((input) => tape.lower(input))
      const application = { op: node.op, attrs: node.attrs, x, y: tape.lower(node) }
      const onTape = node.inputs.map((input) => tape.has(input))
      for (const [i, term] of pullback(application, g, onTape).entries()) {
        if (onTape[i] !== true) continue
        const formula = termFormula(application, onTape, i)
        expect(formula === null).toBe(term === null)
        if (formula === null || term === null) continue
        const known = new Map<string, Tensor>([['g', g], ['y', application.y], ...x.map((one, k): [string, Tensor] => [`x${k}`, one])]) // biome-ignore format: one line
        try {
          const shown = numbers(evaluateAll(formula, known, 'float64'))
          for (const [k, value] of numbers(term).entries()) {
            expect(Math.abs((shown[k] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)))
          }
          checked++
        } catch (error) {
          if (!(error instanceof Unnamed)) throw error
        }
      }
    }
  })
})

test('nearly all of them could be evaluated', () => {
  expect(checked).toBeGreaterThan(150)
})
