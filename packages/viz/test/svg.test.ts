import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeXml, figure, legend, round, textElement } from '../src/svg.ts'
import { text } from './arbitraries.ts'
import { parse } from './xml.ts'

test('an escaped text comes back from a parser, but for what XML does not allow', () => {
  expect(escapeXml('a < b & "c"')).toBe('a &#60; b &#38; &#34;c&#34;')
  fc.assert(
    fc.property(text, (any) => {
      const [element] = parse(`<t a="${escapeXml(any)}">${escapeXml(any)}</t>`)
      const allowed = any
        .toWellFormed()
        .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (c) =>
          '\t\n\r\u0085'.includes(c) || (c > '\u007e' && c < '\u00a0') ? c : '\uFFFD',
        )
        .replace(/\r\n?/g, '\n')
      expect(element?.text).toBe(allowed)
    }),
  )
})

test('numbers have at most two decimals and no minus zero', () => {
  expect([1, 1.005, -0.001, 2 / 3].map(round)).toEqual(['1', '1', '0', '0.67'])
})

test('a text is cut to its room', () => {
  expect(textElement(0, 0, 'abcdefghij', 34)).toBe('<text x="0" y="0">abcd…</text>')
})

test('a legend breaks its line before the right edge', () => {
  const key = { shape: () => '<g/>', text: 'train' }
  const { body, height } = legend([key, key, key], 0, 160, 20)
  expect(height).toBe(36)
  expect(body.filter((part) => part.includes('y="20"'))).toHaveLength(2)
  expect(body.filter((part) => part.includes('y="38"'))).toHaveLength(1)
  expect(legend([], 0, 160, 20).height).toBe(0)
})

test('a figure has a role, a title and a description, and fits a dark page', () => {
  fc.assert(
    fc.property(text, text, (title, description) => {
      const document = figure({ title, description, width: 30, height: 20, style: { light: '', dark: '' }, body: [] })
      const [root, first, second, style] = parse(document)
      expect(root?.attributes).toMatchObject({ role: 'img', viewBox: '0 0 30 20' })
      expect([first?.name, second?.name]).toEqual(['title', 'desc'])
      expect(style?.text).toContain('prefers-color-scheme:dark')
    }),
  )
})
