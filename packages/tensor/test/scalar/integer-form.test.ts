import { describe, expect, it } from 'vitest'
import type { Formula } from '../../src/scalar/algebra.ts'
import { hasIntegerForm } from '../../src/scalar/integer-form.ts'

/** Whether a formula of two int32 may be computed by vectors of int32, and whether its truth may be. */
function forms(formula: Formula): { readonly int32: boolean; readonly bool: boolean } {
  return { int32: hasIntegerForm(formula, 2, false), bool: hasIntegerForm(formula, 2, true) }
}

const [both, onlyInt32, neither] = [[true, true], [true, false], [false, false]].map(([int32, bool]) => ({ int32, bool })) // biome-ignore format: pairs

describe('hasIntegerForm', () => {
  it('is true of choices, comparisons, products, powers and remainders', () => {
    expect(forms((m, a, b) => m.select(m.less(a, b), a, m.constant(-7)))).toEqual(both)
    expect(forms((m, a, b) => m.lessEqual(m.mul(a, b), m.floor(a)))).toEqual(both)
    expect(forms((m, a, b) => m.sub(m.constant(1), m.equal(a, b)))).toEqual(both)
    expect(forms((m, a, b) => m.mul(m.add(a, b), m.sub(a, b)))).toEqual(both) // a product is wrapped in a loop too
    expect(forms((m, a, b) => m.pow(m.rem(a, b), b))).toEqual(both)
  })

  it('is true of a sum as a number, whose high bits are lost, and not as a truth', () => {
    expect(forms((m, a, b) => m.add(a, b))).toEqual(onlyInt32)
    expect(forms((m, a, b) => m.sub(m.neg(a), m.nearest(b)))).toEqual(onlyInt32)
    expect(forms((m, a) => m.abs(a))).toEqual(onlyInt32) // of the least int32 there is none
    expect(forms((m, a, b) => m.add(m.less(a, b), m.equal(a, b)))).toEqual(both)
  })

  it('is false where high bits or fractions matter', () => {
    expect(forms((m, a, b) => m.less(m.sub(a, b), m.constant(0)))).toEqual(neither)
    expect(forms((m, a, b) => m.abs(m.add(a, b)))).toEqual(neither)
    expect(forms((m, a, b) => m.select(m.add(a, b), a, b))).toEqual(neither)
    expect(forms((m, a) => m.mul(a, m.constant(0.5)))).toEqual(neither)
    expect(forms((m, a) => m.less(a, m.constant(2 ** 31)))).toEqual(neither)
    expect(forms((m, a, b) => m.div(a, b))).toEqual(neither)
    expect(forms((m, a, b) => m.pow(m.add(a, b), b))).toEqual(neither)
    expect(forms((m, a, b) => m.rem(a, m.div(a, b)))).toEqual(neither)
    expect(forms((m, a) => m.floor(m.sqrt(a)))).toEqual(neither)
  })
})
