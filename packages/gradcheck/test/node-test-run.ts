// Run by node-test.test.ts with `node --test`.
import { registerHooks } from 'node:module'
import { test } from 'node:test'

registerHooks({
  resolve(specifier, context, next) {
    if (/vitest/.test(specifier)) throw new Error(`${context.parentURL} imports ${specifier}`)
    return next(specifier, context)
  },
})
const { array, assertGradient, assertProperty, gradientProperty, program, programProperty } = await import(
  '../src/index.ts'
)
const { adjoint, vocabulary } = await import('../src/adjoint/index.ts')

const square = ([x = 0]: number[]): number => x * x

test('a gradient', () => assertGradient(square, [3], { gradient: ([x = 0]) => [2 * x] }))
test('a function', () => assertProperty(gradientProperty((x) => x.tanh(), [array([2, 3])], { adapter: adjoint })))
test('programs', () => assertProperty(programProperty(program(adjoint, vocabulary)), { numRuns: 20 }))
test('a wrong gradient', () => assertGradient(square, [3], { gradient: ([x = 0]) => [x] }))
