import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { colorEnabled, colors, paintRow } from '../src/color.ts'

describe('colorEnabled', () => {
  beforeEach(() => {
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM']) vi.stubEnv(name, '')
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.unstubAllEnvs()
  })

  const terminal = { isTTY: true }
  const file = { isTTY: false }

  test('is that of the stream', () => {
    expect(colorEnabled(terminal)).toBe(true)
    expect(colorEnabled(file)).toBe(false)
    expect(colorEnabled({})).toBe(false)
  })

  test.each(['1', '0', 'false'])('NO_COLOR=%s turns it off, whatever else is set', (value) => {
    vi.stubEnv('NO_COLOR', value)
    vi.stubEnv('FORCE_COLOR', '1')
    expect(colorEnabled(terminal)).toBe(false)
  })

  test('FORCE_COLOR turns it on, even in a file and a dumb terminal', () => {
    vi.stubEnv('FORCE_COLOR', '1')
    vi.stubEnv('TERM', 'dumb')
    expect(colorEnabled(file)).toBe(true)
  })

  test.each(['0', 'false'])('FORCE_COLOR=%s turns it off', (value) => {
    vi.stubEnv('FORCE_COLOR', value)
    expect(colorEnabled(terminal)).toBe(false)
  })

  test('a dumb terminal has none', () => {
    vi.stubEnv('TERM', 'dumb')
    expect(colorEnabled(terminal)).toBe(false)
  })

  test('CI alone turns nothing on', () => {
    vi.stubEnv('CI', 'true')
    expect(colorEnabled(file)).toBe(false)
  })

  test('standard output is the default, and without a process there is no colour', () => {
    vi.stubGlobal('process', { env: {}, stdout: terminal })
    expect(colorEnabled()).toBe(true)
    vi.stubGlobal('process', undefined)
    expect(colorEnabled()).toBe(false)
    expect(colorEnabled(terminal)).toBe(true)
  })
})

test('painting changes no character, and neighbours share their codes', () => {
  const { red, green } = colors(true)
  const cells = fc.array(fc.tuple(fc.constantFrom('a', 'b', ' '), fc.constantFrom(red, green, undefined)))
  fc.assert(
    fc.property(cells, (row) => {
      const painted = paintRow(
        row.map(([character]) => character),
        row.map(([, paint]) => paint),
      )
      expect(stripVTControlCharacters(painted)).toBe(row.map(([character]) => character).join(''))
    }),
  )
  expect(paintRow(['a', 'b', 'c'], [red, red, undefined])).toBe(`${red('ab')}c`)
})
