import { type Explanation, explain } from '@adjoint/autograd'
import { matmul, relu, scope, sum, type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tapeSvg } from '../src/index.ts'
import { text } from './arbitraries.ts'
import { type Element, parse, places } from './xml.ts'

/** Programs of sums and products, whose steps stand in layers of any name. */
const explanations = fc
  .array(fc.record({ layer: fc.option(text), product: fc.boolean(), left: fc.nat(), right: fc.nat() }), { minLength: 1, maxLength: 6 })
  .map((steps) =>
    explain((...x: Tensor[]) => {
      const values = [...x]
      for (const { layer, product, left, right } of steps) {
        const [a, b] = [values[left % values.length], values[right % values.length]]
        if (a === undefined || b === undefined) continue
        const run = (): Tensor => (product ? a.mul(b) : a.add(tensor([1, 2])).sub(b))
        values.push(layer === null ? run() : scope(layer, run))
      }
      return values.reduce((total, one) => total.add(one)).sum()
    }, tensor([0.5, -1]), tensor([2, 0.1])),
  ) // biome-ignore format: one function

const number = (element: Element, name: string): number => Number(element.attributes[name])

const rectangles = (document: string, kind: RegExp) =>
  parse(document)
    .filter(({ name, attributes }) => name === 'rect' && kind.test(attributes.class ?? '') && attributes.width !== '16')
    .map((element) => ({
      left: number(element, 'x'),
      top: number(element, 'y'),
      right: number(element, 'x') + number(element, 'width'),
      bottom: number(element, 'y') + number(element, 'height'),
      size: element.attributes.class?.split(' ')[1] ?? '',
    }))

const boxes = (document: string) => rectangles(document, /^node /)
const frames = (document: string) => rectangles(document, /^layer$/)
const arrows = (document: string): Element[] => parse(document).filter(({ attributes }) => attributes.class === 'flow')

/** How the drawing is moved and made smaller. */
function placement(document: string): { readonly left: number; readonly top: number; readonly factor: number } {
  const transform = parse(document).find(({ name }) => name === 'g')?.attributes.transform ?? ''
  const [, left, top, factor] = /^translate\(([\d.-]+),([\d.-]+)\) scale\(([\d.]+)\)$/.exec(transform) ?? []
  return { left: Number(left), top: Number(top), factor: Number(factor) }
}

describe('any program', () => {
  test('is well-formed XML with a box for each value and an arrow for each use, all inside', () => {
    fc.assert(
      fc.property(explanations, fc.integer({ min: 160, max: 1400 }), text, (explanation, width, title) => {
        const document = tapeSvg(explanation, { width, title })
        const { nodes, edges, groups } = explanation.graph()
        expect(boxes(document)).toHaveLength(nodes.length)
        expect(frames(document)).toHaveLength(groups.length)
        expect(arrows(document)).toHaveLength(edges.length)
        const { left, top, factor } = placement(document)
        const height = number(parse(document)[0] ?? fail(), 'height')
        for (const box of [...boxes(document), ...frames(document)]) {
          expect(left + factor * box.left).toBeGreaterThanOrEqual(0)
          expect(left + factor * box.right).toBeLessThanOrEqual(width)
          expect(top + factor * box.top).toBeGreaterThanOrEqual(0)
          expect(top + factor * box.bottom).toBeLessThanOrEqual(height)
        }
        expect(document).not.toMatch(/"[^"<]*(NaN|Infinity|undefined)[^"<]*"/)
      }),
      { numRuns: 25 },
    )
  })

  test('whose layers are entered again from what they gave', () => {
    const products = [['c', 0, 6], ['a', 0, 3], ['c', 4, 11], ['', 2, 15], ['d', 6, 4]] as const // biome-ignore format: a list
    const differences = [['d', 1, 4], ['b', 8, 2], ['b', 8, 19], ['a', 15, 17]] as const // biome-ignore format: a list
    const f = (x: Tensor, y: Tensor): Tensor => {
      const values = [x, y]
      const at = (i: number): Tensor => values[i % values.length] ?? x
      const within = (layer: string, make: () => Tensor) => values.push(layer === '' ? make() : scope(layer, make))
      for (const [layer, a, b] of products) within(layer, () => at(a).mul(at(b)))
      for (const [layer, a, b] of differences)
        within(layer, () =>
          at(a)
            .add(tensor([1, 2]))
            .sub(at(b)),
        )
      return values.reduce((a, b) => a.add(b)).sum()
    }
    expect(tapeSvg(explain(f, tensor([0.5, -1]), tensor([2, 0.1])))).not.toContain('NaN')
  })

  test('has boxes that do not overlap, and arrows that go down', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const document = tapeSvg(explanation)
        const all = boxes(document)
        for (const [i, a] of all.entries()) {
          for (const b of all.slice(i + 1)) {
            const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top
            expect({ a, b, apart }).toMatchObject({ apart: true })
          }
        }
        for (const { attributes } of arrows(document)) {
          const points = places(attributes.d ?? '')
          expect(points.at(-1)?.[1]).toBeGreaterThan(points[0]?.[1] ?? Number.NaN)
        }
      }),
      { numRuns: 25 },
    )
  })

  test('tells an adjoint of one number with its sign, and of several their root mean square', () => {
    const document = tapeSvg(explain((a: Tensor, b: Tensor) => a.mul(b).sum(), tensor(-2), tensor([3, 1])))
    const adjoints = parse(document).flatMap(({ text: shown }) => (shown?.startsWith('adjoint ') ? [shown] : []))
    expect(adjoints.slice(1)).toEqual(['adjoint 4', 'adjoint rms 2', 'adjoint rms 1', 'adjoint 1'])
    expect(tapeSvg(explain((x: Tensor) => x.neg(), tensor(1)))).toContain('>adjoint -1</text>')
  })

  test('is as dark as can be where its adjoint is NaN', () => {
    const document = tapeSvg(explain((x: Tensor) => x.sqrt().mul(2).sum(), tensor(-1)))
    expect(boxes(document).map(({ size }) => size)).toEqual(['size5', 'size5', 'size0', 'size0'])
  })

  test('is the darker, the larger its adjoint', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const sizes = explanation.graph().nodes.map(({ adjoint }) => adjoint)
        const shades = boxes(tapeSvg(explanation)).map(({ size }) => size)
        for (const [i, a] of sizes.entries()) {
          if (a === null) expect(shades[i]).toBe('none')
          for (const [k, b] of sizes.entries()) {
            if (a !== null && b !== null && a < b) expect(Number(shades[i]?.slice(4))).toBeLessThanOrEqual(Number(shades[k]?.slice(4))) // biome-ignore format: one line
          }
        }
      }),
      { numRuns: 25 },
    )
  })
})

function fail(): never {
  throw new Error('there is no element')
}

describe('a network', () => {
  const layer = (name: string, x: Tensor, w: Tensor): Tensor => scope(name, () => relu(matmul(x, w)))
  const made = (): Explanation =>
    explain(
      (w1: Tensor, w2: Tensor, x: Tensor) => sum(layer('fc2', layer('fc1', x, w1), w2)),
      tensor([[1, 2], [3, 4]]),
      tensor([[1], [2]]),
      tensor([[5, 6], [7, 8], [9, 10]]),
    ) // biome-ignore format: matrices

  test('stands in frames, one below the other', () => {
    const [first, second] = frames(tapeSvg(made()))
    expect(second?.top).toBeGreaterThan(first?.bottom ?? Number.NaN)
  })

  test('says names without the layer, shapes, and adjoints', () => {
    const texts = parse(tapeSvg(made())).filter(({ name }) => name === 'text').map((element) => element.text) // biome-ignore format: one chain
    for (const words of ['fc1', 'v₃ matmul', 'f32[3,2]', 'adjoint 1']) expect(texts).toContain(words)
  })

  test('is the same each time, and what toSvg gives', () => {
    expect(tapeSvg(made())).toBe(tapeSvg(made()))
    expect(made().toSvg(tapeSvg, { title: 'Two layers' })).toBe(tapeSvg(made(), { title: 'Two layers' }))
    // @ts-expect-error without a drawer
    expect(() => made().toSvg()).toThrow("import { tapeSvg } from '@adjoint/viz'")
    expect(() => tapeSvg(tensor([1]) as never)).toThrow('tapeSvg: this is no explanation; give what explain(f, ...)')
  })

  test('may have adjoints from 1e-300 to 1e300', () => {
    const x = tensor(1, { dtype: 'float64' })
    const document = tapeSvg(explain((a: Tensor, b: Tensor) => a.mul(1e300).add(b.mul(1e-300)), x, x))
    expect(boxes(document).map(({ size }) => size)).toEqual(['size5', 'size0', 'size3', 'size3', 'size3'])
    expect(document).not.toMatch(/NaN|Infinity/)
  })

  test('a wide one is made smaller, a small one is not made larger', () => {
    const x = tensor([1, 2])
    const wide = explain((...xs: Tensor[]) => xs.reduce((a, b) => a.add(b)).sum(), ...new Array<Tensor>(12).fill(x))
    expect(placement(tapeSvg(wide, { width: 200 })).factor).toBeLessThan(1)
    expect(placement(tapeSvg(made())).factor).toBe(1)
  })
})

test('an unknown option is an error', () => {
  expect(() =>
    tapeSvg(
      explain((x: Tensor) => x, tensor(1)),
      { hight: 3 } as never,
    ),
  ).toThrow('tapeSvg: unknown option "hight"')
})
