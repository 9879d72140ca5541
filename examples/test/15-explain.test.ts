import { spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import { explain } from '@adjoint/autograd'
import { type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import columnsOf from 'string-width'
import { describe, expect, test } from 'vitest'
import { pagesOf } from '../explain/pages.ts'
import { pageAfter, screen, turnPages } from '../explain/stepper.ts'

const program = fileURLToPath(new URL('../15-explain.ts', import.meta.url))

test('where there is no terminal, everything is printed, with --step too', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', input: '' })
  const plain = run()
  expect([plain.status, plain.stderr]).toEqual([0, ''])
  for (const words of ['v₃ · (1 - v₃)', 'layers.0/matmul', 'term 2 of 2, complete'])
    expect(plain.stdout).toContain(words)
  expect(plain.stdout).not.toContain('\u001b')
  expect(run('--step').stdout).toBe(plain.stdout)
})

describe('pages', () => {
  const f = (x: Tensor, y: Tensor): Tensor => x.mul(y).add(x.mul(y).sigmoid())
  const explanation = explain(f, tensor(2), tensor(-1))
  const pages = pagesOf('f', explanation, 100)

  test('fit the terminal, down to 40 columns', () => {
    const long = explain((x: Tensor, y: Tensor) => x.remainder(y).atan2(x.mul(y)).sum(), tensor([2]), tensor([3]))
    for (const columns of [100, 60, 40, 12]) {
      const lines = pagesOf('a function with a long title of many words', long, columns).flatMap((page) =>
        page.split('\n'),
      )
      for (const line of lines) expect(columnsOf(line), line).toBeLessThanOrEqual(Math.max(40, columns))
    }
  })

  test('there is one for each value, and one for each node that is popped', () => {
    expect(pages).toHaveLength(explanation.nodes.length + explanation.steps.length)
    for (const page of pages) expect(page.match(/▶/g)).toHaveLength(1)
  })

  test('forward, the values appear one after the other; backward, the adjoints', () => {
    const shown = (page: string) =>
      page.split('\n').filter((line) => /v[₀-₉] /.test(line) && /-?\d/.test(line.slice(30)))
    expect(shown(pages[0] ?? '').length).toBeLessThan(shown(pages[3] ?? '').length)
    const last = pages.at(-1) ?? ''
    expect(last).not.toContain('...')
    for (const { adjoint } of explanation.nodes) expect(last).toContain(String(Number(adjoint?.item().toPrecision(4))))
    expect(pages.at(-4)).toContain('...')
  })
})

describe('keys', () => {
  const keys = fc.constantFrom('right', 'left', 'n', 'p', 'up', 'down', 'space', 'home', 'end', 'x', 'f5')

  test('never lead out of the pages, but for those that quit', () => {
    fc.assert(
      fc.property(fc.array(keys), fc.integer({ min: 1, max: 20 }), (pressed, count) => {
        let at = 0
        for (const name of pressed) {
          const next = pageAfter({ name }, at, count)
          if (typeof next !== 'number') throw new Error(`${name} quits`)
          expect(next).toBeGreaterThanOrEqual(0)
          expect(next).toBeLessThan(count)
          expect(Math.abs(next - at) <= 1 || name === 'home' || name === 'end').toBe(true)
          at = next
        }
      }),
    )
  })

  test('back undoes next', () => {
    expect(pageAfter({ name: 'left' }, Number(pageAfter({ name: 'right' }, 3, 9)), 9)).toBe(3)
  })

  test.each([
    [{ name: 'q' }, 'quit'],
    [{ name: 'escape' }, 'quit'],
    [{ name: 'c', ctrl: true }, 'interrupted'],
    [{ name: 'd', ctrl: true }, 'interrupted'],
  ] as const)('%j: %s', (key, ending) => {
    // biome-ignore format: a table
    expect(pageAfter(key, 0, 5)).toBe(ending)
  })
})

test('a page that is too long for the screen is cut, and the keys stay in sight', () => {
  const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`)
  const shown = screen(lines.join('\n'), 2, 7, 24).split('\r\n')
  expect(shown).toHaveLength(24)
  expect(shown.at(-1)).toContain('3/7')
})

describe('the terminal', () => {
  class Input extends EventEmitter {
    isRaw = false
    paused = false
    setRawMode(raw: boolean): this {
      this.isRaw = raw
      return this
    }
    resume(): this {
      this.paused = false
      return this
    }
    pause(): this {
      this.paused = true
      return this
    }
  }

  const terminal = (write: (text: string) => void = () => {}) => {
    const input = new Input()
    let written = ''
    const output = Object.assign(new EventEmitter(), {
      rows: 10,
      columns: 80,
      write: (text: string): boolean => {
        write(text)
        written += text
        return true
      },
    })
    return { input, output, written: () => written }
  }

  const listeners = () => ['exit', 'SIGTERM', 'SIGINT'].map((event) => process.listenerCount(event))

  test.each([
    ['q', false, 'quit'],
    ['c', true, 'interrupted'],
  ] as const)('is as it was after %s (ctrl %s)', async (name, ctrl, ending) => {
    // biome-ignore format: a table
    const before = listeners()
    const { input, output, written } = terminal()
    const ended = turnPages(() => ['one', 'two'], { input: input as never, output: output as never })
    expect(input.isRaw).toBe(true)
    input.emit('keypress', undefined, { name: 'right' })
    input.emit('keypress', name, { name, ctrl })
    expect(await ended).toBe(ending)
    expect([input.isRaw, input.paused, input.listenerCount('keypress')]).toEqual([false, true, 0])
    expect(written().indexOf('two')).toBeGreaterThan(written().indexOf('one'))
    expect(written().endsWith('\u001b[?7h\u001b[?25h\u001b[?1049l')).toBe(true)
    expect(listeners()).toEqual(before)
  })

  test('shows the page anew when the terminal is resized', async () => {
    const { input, output, written } = terminal()
    const pages = (columns: number) => [`first of ${columns}`, `second of ${columns}`]
    const ended = turnPages(pages, { input: input as never, output: output as never })
    input.emit('keypress', undefined, { name: 'right' })
    output.columns = 50
    output.emit('resize')
    input.emit('keypress', 'q', { name: 'q' })
    await ended
    const shown = written().match(/(?:first|second) of \d+/g)
    expect(shown).toEqual(['first of 80', 'second of 80', 'second of 50'])
    expect(output.listenerCount('resize')).toBe(0)
  })

  test('is as it was after an error', async () => {
    const before = listeners()
    const { input, output, written } = terminal((text) => {
      if (text.includes('one')) throw new Error('the pipe broke')
    })
    await expect(turnPages(() => ['one'], { input: input as never, output: output as never })).rejects.toThrow(
      'the pipe broke',
    )
    expect(input.isRaw).toBe(false)
    expect(written()).toContain('\u001b[?1049l')
    expect(listeners()).toEqual(before)
  })
})
