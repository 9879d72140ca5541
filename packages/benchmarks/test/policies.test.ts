import { type Differentiable, type NDArray, ndarray, plain } from '@adjoint/gradcheck'
import { describe, expect, test } from 'vitest'
import { ours, policies, verdictOf } from '../src/gradcheck/policies.ts'

const [x] = [ndarray([0.473, -1.055, 1.418])]
const cubes = (sign: number): Differentiable =>
  plain(
    (x) => x.reduce((sum, value) => sum + value ** 3, 0),
    (x) => x.map((value) => sign * 3 * value ** 2),
  )
const relu: Differentiable = plain(
  ([x = 0]) => Math.max(x, 0),
  ([x = 0]) => [x > 0 ? 1 : 0],
)
const { 'Adjoint gradcheck': _, ...ports } = policies

describe.each(Object.entries(policies))('%s', (_name, policy) => {
  test('accepts a right derivative', () => expect(policy(cubes(1), [x])).toBe('pass'))

  test('rejects one whose sign is turned', () => expect(policy(cubes(-1), [x])).toBe('fail'))

  test('accepts the right derivatives of a function of two arrays with more than one result', () =>
    expect(policy(affine(1), [x, ndarray([2.4, 0.81, -0.36])])).toBe('pass'))

  test('rejects them where one of both modes is wrong', () => {
    const { jvp: _, ...reverseOnly } = affine(1)
    expect(policy({ ...reverseOnly, vjp: affine(-1).vjp }, [x, x])).toBe('fail')
  })

  test('rejects a derivative that throws', () => {
    const vjp = () => {
      throw new RangeError('no derivative')
    }
    expect(verdictOf(policy, { ...cubes(1), vjp }, [x])).toBe('fail')
  })
})

describe.each(Object.entries(ports))('%s rejects what is right', (_name, policy) => {
  test('relu at its kink', () => expect(policy(relu, [ndarray([0])])).toBe('fail'))

  // the stencil of the adaptive one is as wide as 0.01, so that it meets a kink at some distance
  test('relu beside its kink', () => expect(policy(relu, [ndarray([1e-8])])).toBe('fail'))

  test('a logarithm at the edge of its domain', () => {
    const log = plain(
      ([x = 0]) => Math.log(x),
      ([x = 0]) => [1 / x],
    )
    expect(policy(log, [ndarray([1e-7])])).toBe('fail')
  })
})

test('ours calls relu at its kink a kink', () => expect(ours(relu, [ndarray([0])])).toBe('kink'))

test('torch, HIPS and ChainRulesTestUtils reject float32, JAX does not', () => {
  const verdicts = Object.entries(policies).map(([name, policy]) => [name, policy(rounded, [float32([1.3, 0.7])])])
  expect(Object.fromEntries(verdicts)).toEqual({
    'Adjoint gradcheck': 'pass',
    'torch gradcheck': 'fail',
    'JAX check_grads': 'pass',
    'HIPS check_grads': 'fail',
    ChainRulesTestUtils: 'fail',
  })
})

const float32 = (data: readonly number[]): NDArray => ndarray(data, [data.length], 'float32')

/** x ↦ x² in float32. */
const rounded: Differentiable = {
  value: ([x]) => float32((x?.data ?? []).map((value) => value ** 2)),
  vjp: ([x], g) => [float32((x?.data ?? []).map((value, i) => 2 * value * (g.data[i] ?? 0)))],
}

/** (x, y) ↦ 2 x + y, whose second partial is given as `second`. */
function affine(second: number): Differentiable {
  const combine = (a: NDArray | undefined, b: NDArray | undefined, factor: number): NDArray =>
    ndarray((a?.data ?? []).map((value, i) => 2 * value + factor * (b?.data[i] ?? 0)))
  return {
    value: ([x, y]) => combine(x, y, 1),
    vjp: (_x, g) => [ndarray(g.data.map((value) => 2 * value)), ndarray(g.data.map((value) => second * value))],
    jvp: (_x, [dx, dy]) => combine(dx, dy, second),
  }
}
