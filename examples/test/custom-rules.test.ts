import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { grad, jvp } from '@adjoint/autograd'
import { checkGradient, type Verdict } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { random, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { clipped, slopesOfChaos } from '../custom-rules/clipped-gradients.ts'
import { findSaddle, reversed } from '../custom-rules/gradient-reversal.ts'
import { Implicit, learnImplicit } from '../custom-rules/implicit-layer.ts'
import { learnQuantized, quantize } from '../custom-rules/straight-through.ts'

const folder = fileURLToPath(new URL('../custom-rules', import.meta.url))

test.each(globSync('*.ts', { cwd: folder }))('%s has at most 30 lines', (file) => {
  const lines = readFileSync(`${folder}/${file}`, 'utf8').split('\n')
  expect(lines.filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(30)
})

const at = tensor([0.3, -0.55], { dtype: 'float64' })
const weights = tensor([3, -0.5], { dtype: 'float64' })
const verdictOf = (f: (x: Tensor) => Tensor): Verdict => checkGradient(f, [at], { adapter: adjoint }).verdict
const slopes = (f: (x: Tensor) => Tensor): unknown => grad((x: Tensor) => f(x).mul(weights).sum())(at).toArray()

describe('rules that are false on purpose: gradcheck objects, and what they promise holds', () => {
  test('straight through', () => {
    expect(verdictOf(quantize(0.25))).toBe('fail')
    expect(quantize(0.25)(at).toArray()).toEqual([0.25, -0.5])
    expect(slopes(quantize(0.25))).toEqual(weights.toArray())
    expect(learnQuantized().toArray()).toEqual([[0.75], [-1.5], [0.25]])
  })

  test('reversed', () => {
    expect(verdictOf(reversed)).toBe('fail')
    expect(reversed(at).toArray()).toEqual(at.toArray())
    expect(slopes(reversed)).toEqual([-3, 0.5])
    expect(verdictOf((x) => reversed(reversed(x)))).toBe('pass') // twice is the identity
    for (const coordinate of findSaddle()) expect(coordinate).toBeCloseTo(1, 9)
  })

  test('clipped', () => {
    expect(verdictOf(clipped(10))).toBe('pass') // no cotangent of the check is as large
    expect(verdictOf(clipped(0.1))).toBe('fail')
    expect(slopes(clipped(1))).toEqual([1, -0.5])
    expect(jvp(clipped(0.1), [at], [weights])[1].toArray()).toEqual(weights.toArray()) // forward mode has no cotangents
    const [plain, limited] = slopesOfChaos(0.1)
    expect(Math.abs(plain)).toBeGreaterThan(1e20)
    // each of 100 steps adds at most the limit times its rate's slope, x (1 - x) <= 1/4; the last has the cotangent 1
    expect(Math.abs(limited)).toBeLessThan(1 / 4 + 100 * 0.1 * (1 / 4))
  })
})

test('the implicit layer is right, by its weight and its argument, and a network with it learns', async () => {
  const rng = random(3)
  const layer = (weight: Tensor, x: Tensor): Tensor => Object.assign(new Implicit(3, rng), { weight }).forward(x)
  const inputs = [rng.normal([3, 3], { dtype: 'float64' }), rng.normal([2, 3], { dtype: 'float64' })]
  expect(checkGradient(layer, inputs, { adapter: adjoint, order: 2 }).verdict).toBe('pass')
  expect(await learnImplicit(100)).toBeGreaterThan(0.95)
})
