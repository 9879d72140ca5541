import { afterEach, describe, expect, it, vi } from 'vitest'
import { colorsWanted } from '../src/color.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Are colours wanted where these streams are terminals? */
function wanted(stdout: boolean, stderr: boolean, env: Record<string, string> = {}): boolean {
  vi.stubGlobal('process', { env, stdout: { isTTY: stdout }, stderr: { isTTY: stderr } })
  return colorsWanted()
}

describe('colours', () => {
  it('are for terminals: a report may be printed, or thrown', () => {
    expect(wanted(true, true)).toBe(true)
    expect([wanted(false, true), wanted(true, false), wanted(false, false)]).toEqual([false, false, false])
  })

  it('are as the environment says', () => {
    expect(
      [{ NO_COLOR: '1' }, { TERM: 'dumb' }, { NO_COLOR: '1', FORCE_COLOR: '1' }].map((env) => wanted(true, true, env)),
    ).toEqual([false, false, false])
    expect([{ FORCE_COLOR: '1' }, { FORCE_COLOR: '0' }].map((env) => wanted(false, false, env))).toEqual([true, false])
  })

  it('are not in a browser', () => {
    vi.stubGlobal('process', undefined)
    expect(colorsWanted()).toBe(false)
  })
})
