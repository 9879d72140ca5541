import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { runInNewContext } from 'node:vm'
import { grad, valueAndGrad } from '@adjoint/autograd'
import { bce, Dense, Sequential } from '@adjoint/nn'
import { backward, cost, forward, type Matrix } from '@adjoint/nn/by-hand'
import type { Tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Comparison, compare, judged, type Quantity } from '../beside-the-article/comparison.ts'
import { evaluate, numbersIn, unicode } from '../beside-the-article/expression.ts'
import { columnsOf, norm } from '../beside-the-article/matrix-text.ts'
import { type Task, taskOf } from '../beside-the-article/network.ts'
import { latexNumeral, numeral } from '../beside-the-article/numerals.ts'
import { articleSizes, readOptions, standard } from '../beside-the-article/options.ts'
import { pageOf } from '../beside-the-article/page.ts'
import { pages } from '../beside-the-article/pages.ts'
import { terminalText } from '../beside-the-article/terminal.ts'
import { UsageError } from '../command-line.ts'

const seed = fc.integer({ min: 0, max: 1000 })

/** Networks and points of any size that a test can do by the dozen; some fit a screen and are rounded, others not. */
const anyTask: fc.Arbitrary<Task> = fc
  .record({
    hidden: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
    samples: fc.integer({ min: 1, max: 9 }),
    seed,
  })
  .map(({ hidden, ...others }) => taskOf({ sizes: [2, ...hidden, 1], ...others }))

/** Those whose matrices are printed whole. */
const smallTask: fc.Arbitrary<Task> = fc
  .record({
    hidden: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
    samples: fc.integer({ min: 1, max: 4 }),
    seed,
  })
  .map(({ hidden, ...others }) => taskOf({ sizes: [2, ...hidden, 1], ...others }))

const all = ({ given, forward, backward }: Comparison): Quantity[] => [...given, ...forward, ...backward]

/** The article's orientation, by indices and not by any function that is under test. */
function turned(x: Tensor): number[][] {
  const [rows = 0, columns = 0] = x.rank === 2 ? x.shape : [1, x.size]
  const numbers = Array.from(x.toTypedArray())
  return Array.from({ length: columns }, (_, j) =>
    Array.from({ length: rows }, (_, i) => numbers[i * columns + j] ?? Number.NaN),
  )
}

const column = (values: readonly number[]): Matrix => values.map((value) => [value])

describe('the comparison', () => {
  test("by hand, every number is the article's formula's", () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { architecture, model, x, y } = task
        const dense = model.layers.filter((layer) => layer instanceof Dense)
        const parameters = dense.map(({ weight, bias }) => ({ W: turned(weight), b: turned(bias).flat() }))
        const [X, Y] = [turned(x), turned(y)]
        const { YHat, cache } = forward(X, parameters, architecture)
        const { dYHat, layers } = backward(YHat, Y, cache, parameters, architecture)
        const expected: Record<Quantity['kind'], (l: number) => Matrix | undefined> = {
          X: () => X,
          Y: () => Y,
          W: (l) => parameters[l - 1]?.W,
          b: (l) => column(parameters[l - 1]?.b ?? []),
          Z: (l) => cache[l - 1]?.Z,
          A: (l) => cache[l - 1]?.A,
          J: () => [[cost(YHat, Y)]],
          dYHat: () => dYHat,
          dZ: (l) => layers[l - 1]?.dZ,
          dW: (l) => layers[l - 1]?.dW,
          db: (l) => column(layers[l - 1]?.db ?? []),
          dAPrev: (l) => layers[l - 1]?.dAPrev,
        }
        const quantities = all(compare(task))
        expect(quantities).toHaveLength(4 + 8 * architecture.length)
        for (const { kind, layer, byHand } of quantities) expect(byHand).toEqual(expected[kind](layer))
      }),
    )
  })

  test('on the tape, every number is what the engine computes without this tape', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { model, x, y } = task
        const samples = x.shape[0] ?? 0
        const outputs = [x as Tensor]
        for (const layer of model.layers) outputs.push((layer as { forward(x: Tensor): Tensor }).forward(last(outputs)))
        const adjoints = outputs.map((value, i) => {
          const rest = new Sequential(model.layers.slice(i))
          return grad((a: Tensor) => bce(rest.forward(a), y))(value)
        })
        const [loss, gradient] = valueAndGrad((m: typeof model) => bce(m.forward(x), y))(model)
        const parameters = model.layers.filter((layer) => layer instanceof Dense)
        const gradients = gradient.layers.filter((layer) => layer instanceof Dense)
        const expected: Record<Quantity['kind'], (l: number) => Tensor | undefined> = {
          X: () => x,
          Y: () => y,
          W: (l) => parameters[l - 1]?.weight,
          b: (l) => parameters[l - 1]?.bias,
          Z: (l) => outputs[2 * l - 1],
          A: (l) => outputs[2 * l],
          J: () => loss,
          dYHat: () => adjoints.at(-1),
          dZ: (l) => adjoints[2 * l - 1],
          dW: (l) => gradients[l - 1]?.weight,
          db: (l) => gradients[l - 1]?.bias,
          dAPrev: (l) => adjoints[2 * l - 2],
        }
        const m: readonly Quantity['kind'][] = ['dYHat', 'dZ', 'dAPrev']
        for (const { kind, layer, raw, tape, factor, node } of all(compare(task))) {
          const value = expected[kind](layer)
          if (value === undefined) throw new Error(`${kind} of ${layer}`)
          expect(raw.flat()).toEqual(Array.from(value.toTypedArray()))
          expect(node.shape).toEqual(value.shape)
          expect(factor).toBe(m.includes(kind) ? samples : 1)
          expect(tape).toEqual(turned(value).map((row) => row.map((one) => one * factor)))
        }
      }),
    )
  })

  // The bound of each element is derived in bounds.ts. Here: that it holds, that it is no larger than 1e-11 of the numbers that go
  // in (weights and points are below 10, networks at most 4 layers deep), and so that a wrong formula cannot hide below it. Where a
  // hidden z is 0 but for its rounding, that decides the side of relu's kink, and the bound is all that comes through it.
  test('the two differ by no more than rounding explains, and rounding does not explain much', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { given, forward, backward } = compare(task)
        for (const { difference } of given) expect(difference).toBe(0)
        const hidden = forward.filter(({ kind, layer }) => kind === 'Z' && layer < task.architecture.length)
        const isDecided = hidden.every(({ byHand }) => byHand.flat().every((z) => Math.abs(z) > 1e-12))
        for (const { byHand, tape, difference, bound, agrees } of [...forward, ...backward]) {
          const differences = byHand.flatMap((row, i) => row.map((value, j) => Math.abs(value - (tape[i]?.[j] ?? NaN))))
          expect(difference).toBe(Math.max(...differences))
          expect(agrees).toBe(true)
          if (norm(byHand) > 0) expect(bound).toBeGreaterThan(0) // all of a dead layer's derivatives are 0
          if (isDecided) expect(bound).toBeLessThan(1e-11 * (1 + norm(byHand)) * certainty(task))
        }
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['one element is off', [[1, 2 + 1e-9]], false],
    ['one is NaN', [[Number.NaN, 2]], false],
    ['one is missing', [[1]], false],
    ['all are near', [[1, 2 + 1e-12]], true],
  ])('when %s, it says so', (_, tape, agrees) => {
    const bound = [[1e-11, 1e-11]]
    expect(judged([[1, 2]], tape, bound).agrees).toBe(agrees)
    expect(judged([[1, 2]], tape, null).agrees).toBe(false)
  })

  test('the formulas with numbers give the elements that they stand for', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { forward, backward, path } = compare(task)
        for (const { kind, layer, byHand, element } of [...forward, ...backward]) {
          if (element === null) throw new Error(`${kind} is not written out`)
          const { row, column, expression, value } = element
          expect(value).toBe(byHand[row]?.[column])
          // only the order of additions may differ: a rounding for each, of the largest term
          const size = Math.max(1, ...numbersIn(expression).map(Math.abs)) ** 2 * certainty(task)
          expect(Math.abs(evaluate(expression) - value)).toBeLessThanOrEqual(64 * Number.EPSILON * size)
          if (kind === 'Z' || kind === 'dZ') expect([row, column]).toEqual([path.units[layer], path.sample])
        }
      }),
    )
  })

  test('an element ends with the number that the next formula begins with', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { forward, backward } = compare(task)
        const element = (kind: string, layer: number) => {
          const found = [...forward, ...backward].find((one) => one.kind === kind && one.layer === layer)?.element
          if (found == null) throw new Error(`${kind} of ${layer} is not written out`)
          return found
        }
        const depth = task.architecture.length
        for (let l = 1; l <= depth; l++) {
          expect(numbersIn(element('A', l).expression)).toContain(element('Z', l).value)
          expect(numbersIn(element('db', l).expression)).toContain(element('dZ', l).value)
          expect(numbersIn(element('dAPrev', l).expression)).toContain(element('dZ', l).value)
          const dA = l === depth ? element('dYHat', l) : element('dAPrev', l + 1)
          expect(numbersIn(element('dZ', l).expression)).toContain(dA.value)
          if (l > 1) expect(numbersIn(element('Z', l).expression)).toContain(element('A', l - 1).value)
        }
      }),
    )
  })

  test('small networks have numbers of one decimal, and the others the weights of the article', () => {
    fc.assert(
      fc.property(anyTask, ({ rounded, sizes, model, x }) => {
        const isSmall = sizes.every((size) => size <= 4) && (x.shape[0] ?? 0) <= 4
        expect(rounded).toBe(isSmall)
        const numbers = [x, ...model.layers.flatMap((one) => (one instanceof Dense ? [one.weight as Tensor] : []))]
        const short = numbers.flatMap((one) => Array.from(one.toTypedArray())).every((n) => Number(n.toFixed(1)) === n)
        expect(short).toBe(isSmall)
      }),
    )
  })
})

/** How much a certain prediction enlarges what its loss is wrong by: 1/p² of the least probable right class. */
function certainty({ model, x, y }: Task): number {
  const p = model.forward(x).toTypedArray()
  const right = Array.from(y.toTypedArray(), (label, i) => (label === 1 ? (p[i] ?? 0) : 1 - (p[i] ?? 0)))
  return 1 / Math.min(...right) ** 2
}

describe('numbers', () => {
  test('are written with four digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), (x) => {
        const shown = Number(numeral(x))
        expect(Math.abs(shown - x)).toBeLessThanOrEqual(0.5001e-3 * Math.abs(x)) // half of the fourth digit, at 1.000
        expect(numeral(x).length).toBeLessThanOrEqual(11)
        const tex = latexNumeral(x).replace(/(?: \\cdot |^)10\^\{(.*)\}/, (all, power) => (all.startsWith(' ') ? `e${power}` : `1e${power}`)) // biome-ignore format: one line
        expect(Number(tex)).toBe(shown)
      }),
    )
  })

  test.each([
    [0, '0'],
    [-0, '0'],
    [0.1 + 0.2, '0.3'],
    [-1.23456, '-1.235'],
    [9.8e-5, '9.8e-5'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%d is %s', (x, text) => {
    expect(numeral(x)).toBe(text)
  })
})

describe('in a terminal', () => {
  const plain = { language: 'en', width: 100, color: false, full: false } as const

  test('each matrix has the numbers of the comparison', () => {
    fc.assert(
      fc.property(smallTask, fc.constantFrom('en', 'zh'), (task, language) => {
        const comparison = compare(task)
        const shown = matricesIn(terminalText(comparison, { ...plain, language }))
        const expected = all(comparison).flatMap(({ kind, element, byHand, tape, raw }) =>
          element === null || kind === 'J' ? [byHand, raw] : [byHand, tape, raw],
        )
        expect(shown).toEqual(expected.map((matrix) => matrix.map((row) => row.map(numeral))))
      }),
    )
  })

  test('with --full, each matrix of a large network is there whole', () => {
    const comparison = compare(taskOf({ sizes: [2, 30, 1], samples: 12, seed: 1 }))
    const text = terminalText(comparison, { ...plain, full: true })
    for (const { byHand, raw } of all(comparison)) {
      for (const row of [...byHand, ...raw]) for (const value of row) expect(text).toContain(numeral(value))
    }
    expect(text).not.toContain('⋯')
    expect(terminalText(comparison, plain)).toContain('⋯')
  })

  // What is printed is read again as arithmetic. With = all digits are there, but for rounding; with ≈ four are.
  test('the formulas with numbers are right as they stand', () => {
    let checked = 0
    for (let seed = 0; seed < 60; seed++) {
      const comparison = compare(taskOf({ sizes: [2, 3, 2, 1], samples: 3, seed }))
      if (certainty(comparison.task) > 1e3) continue // 1 - p of four digits has none left there
      for (const { element } of [...comparison.forward, ...comparison.backward]) {
        if (element === null) throw new Error('not written out')
        const text = unicode(element.expression)
          .replaceAll('·', '*')
          .replaceAll(/⟦(.*?)⟧/g, 'Number($1)')
          .replaceAll(/(exp|log|max)\(/g, 'Math.$1(')
        const value: unknown = runInNewContext(text)
        const size = Math.max(1, ...numbersIn(element.expression).map(Math.abs)) ** 2 * Math.sqrt(certainty(comparison.task)) // biome-ignore format: one line
        expect(Math.abs(Number(value) - element.value)).toBeLessThan(5e-3 * size)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(500)
  })

  test('no line is longer than the terminal is wide, in either language', () => {
    const widths = fc.integer({ min: 92, max: 100 })
    fc.assert(
      fc.property(anyTask, fc.constantFrom('en', 'zh'), widths, fc.boolean(), (task, language, width, full) => {
        const text = terminalText(compare(task), { language, width, color: false, full })
        for (const line of text.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(width)
      }),
      { numRuns: 50 },
    )
  })

  test("the article's sizes fit, too, with norms, and with all points of its training", () => {
    for (const samples of [3, 900]) {
      const comparison = compare(taskOf({ sizes: articleSizes, samples, seed: 2 }))
      const text = terminalText(comparison, plain)
      for (const line of text.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(100)
      for (const { byHand, agrees } of [...comparison.forward, ...comparison.backward]) {
        expect(agrees).toBe(true)
        expect(text).toContain(numeral(norm(byHand)))
      }
    }
  })

  test('colours change no character', () => {
    const comparison = compare(taskOf(standard))
    const colored = terminalText(comparison, { ...plain, color: true })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(terminalText(comparison, plain))
  })

  test('what does not agree is said so', () => {
    const comparison = compare(taskOf(standard))
    const backward = comparison.backward.map((one) => (one.kind === 'db' ? { ...one, agrees: false } : one))
    const text = terminalText({ ...comparison, backward }, plain)
    expect(text.match(/more\s+than\s+rounding\s+explains/g)).toHaveLength(3)
    expect(terminalText(comparison, plain)).not.toMatch(/more\s+than\s+rounding/)
  })
})

/** The matrices of a text, in their order: brackets that stand at the same column below each other belong together. */
function matricesIn(text: string): string[][][] {
  const found: string[][][] = []
  const open = new Map<number, string[][]>()
  for (const line of text.split('\n')) {
    for (const { 0: whole, 1: cells = '', index } of line.matchAll(/[⎡⎢⎣[] +(-?[\dN][^⎡⎢⎣[]*?) +[⎤⎥⎦\]]/g)) {
      if (whole.startsWith('⎡') || whole.startsWith('[')) {
        open.set(index, [])
        found.push(open.get(index) ?? [])
      }
      open.get(index)?.push(cells.split(/ +/))
    }
  }
  return found
}

describe('the pages', () => {
  const [english = '', chinese = ''] = [...pages().values()]
  const blocks = (page: string): string[] => [...page.matchAll(/^```math\n(.*?)\n```$/gms)].map(([, tex = '']) => tex)
  const inline = (page: string): string[] => [...page.matchAll(/\$`(.*?)`\$/gs)].map(([, tex = '']) => tex)

  test('have the same formulas, numbers and tape', () => {
    expect(blocks(chinese)).toEqual(blocks(english))
    expect(inline(chinese).toSorted()).toEqual(inline(english).toSorted())
    const code = (page: string): string[] => page.match(/^%\d+ .*$/gm) ?? []
    expect(code(chinese)).toEqual(code(english))
    expect(blocks(english).length).toBeGreaterThan(40)
    expect(inline(english).length).toBeGreaterThan(100)
  })

  test('have the same numbers in their sentences', () => {
    const sentences = (page: string): string => page.replaceAll(/```.*?```|\$`.*?`\$|`.*?`|\]\(.*?\)/gs, ' ')
    const numbers = (page: string): string[] =>
      sentences(page)
        .match(/\d[\d.-]*\d|\d/g)
        ?.toSorted() ?? []
    expect(numbers(chinese)).toEqual(numbers(english))
  })

  test('have each matrix of the comparison', () => {
    fc.assert(
      fc.property(smallTask, fc.constantFrom('en', 'zh'), (task, language) => {
        const comparison = compare(task)
        const shown = blocks(pageOf(comparison, language)).join('\n')
        const written = [...shown.matchAll(/(?<![a-z}]\\?)= (\\begin\{bmatrix\} .*? \\end\{bmatrix\})/g)]
        const matrices = written.map(([, tex = '']) =>
          tex
            .replaceAll(/\\(begin|end)\{bmatrix\}/g, '')
            .split('\\\\')
            .map((row) => row.split('&').map((cell) => cell.trim())),
        )
        const expected = all(comparison).flatMap(({ element, byHand, raw }) => (element === null ? [byHand] : [byHand, raw])) // biome-ignore format: one line
        const larger = expected.filter((matrix) => matrix.flat().length > 1)
        expect(matrices).toEqual(larger.map((matrix) => matrix.map((row) => row.map(latexNumeral))))
      }),
    )
  })

  test('have formulas whose braces and environments close', () => {
    for (const tex of [...blocks(english), ...inline(english)]) {
      let depth = 0
      for (const sign of tex.replaceAll(/\\[{}]/g, '')) {
        if (sign === '{') depth++
        if (sign === '}') depth--
        expect(depth, tex).toBeGreaterThanOrEqual(0)
      }
      expect(depth, tex).toBe(0)
      expect(tex.match(/\\left\b/g)?.length, tex).toBe(tex.match(/\\right\b/g)?.length)
      expect(tex.match(/\\begin\b/g)?.length, tex).toBe(tex.match(/\\end\b/g)?.length)
    }
  })

  test('leave room around formulas among Chinese characters, where GitHub would not see them otherwise', () => {
    for (const [around] of chinese.matchAll(/.?\$`.*?`\$.?/gs)) {
      expect(around, around).toMatch(/^[\s]?\$`/)
      expect(around, around).toMatch(/`\$[\s,]?$/)
    }
  })
})

describe('the command line', () => {
  test.each([
    [['--layers', '3-1'], '2 coordinates'],
    [['--layers', '2-2'], '1 label'],
    [['--layers', '2'], '1 label'],
    [['--layers', '2-x-1'], '--layers x'],
    [['--samples', '0'], 'integer of 1 or more'],
    [['--language', 'de'], 'give en or zh'],
    [['--markdown', 'fr'], 'give en or zh'],
    [['--markdown', 'en', '--layers', '2-9-1'], 'at most 4'],
    [['--check', '--write'], 'give one of them'],
    [['--check', '--seed', '3'], 'leave out'],
    [['--deep'], '--deep'],
  ])('%j is refused', (args, words) => {
    expect(() => readOptions(args)).toThrow(UsageError)
    expect(() => readOptions(args)).toThrow(words)
  })

  test('is read', () => {
    expect(readOptions([])).toEqual({ ...standard, language: 'en', full: false, output: 'text' })
    const args = ['--layers', '2-5-1', '--samples', '9', '--seed', '1', '--full', '--language', 'zh']
    expect(readOptions(args)).toEqual({ sizes: [2, 5, 1], samples: 9, seed: 1, language: 'zh', full: true, output: 'text' }) // biome-ignore format: one line
    expect(readOptions(['--markdown', 'zh'])).toMatchObject({ output: 'markdown', language: 'zh' })
  })

  const program = fileURLToPath(new URL('../16-beside-the-article.ts', import.meta.url))
  const run = (args: readonly string[], colors: Record<string, string> = {}) => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env
    return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env: { ...env, ...colors } })
  }

  test('prints plain text in a pipe, colours where they are forced, and none where nobody wants them', () => {
    const piped = run([])
    expect([piped.status, piped.stderr]).toEqual([0, ''])
    expect(piped.stdout).toContain('14 quantities')
    expect(piped.stdout).not.toContain('\u001b')
    const forced = run([], { FORCE_COLOR: '1' })
    expect(forced.stdout).toContain('\u001b')
    expect(stripVTControlCharacters(forced.stdout)).toBe(piped.stdout)
    expect(run([], { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).toBe(piped.stdout)
  })

  test('finds the pages of the documentation current', () => {
    const { status, stderr } = run(['--check'])
    expect([status, stderr]).toEqual([0, ''])
  })
})

function last<T>(items: readonly T[]): T {
  const item = items.at(-1)
  if (item === undefined) throw new Error('there is nothing')
  return item
}
