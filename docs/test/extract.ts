// From pages and docstrings to programs. Each program has its lines where the page has them, so that an error's line is the
// page's line.
import { dirname, relative } from 'node:path'
import { type Comment, parseSync } from 'oxc-parser'

/** The exported names of each entry point, in the order in which a docstring's names are looked up. */
export type Exports = ReadonlyMap<string, readonly string[]>

/**
 * The program of a page: all its `ts` snippets, in their order, as one file. null where it has none.
 *
 * @param file the page's path from the root of the repository
 */
export function programOfPage(file: string, markdown: string): string | null {
  const lines = markdown.split('\n')
  let inside = false
  let found = false
  const code = lines.map((line) => {
    if (line.startsWith('```')) {
      inside = !inside && line.trim() === '```ts'
      found ||= inside
      return ''
    }
    return inside ? line : ''
  })
  return found ? withChecks(file, code.join('\n'), () => true) : null
}

/** What examples in docstrings may use without importing it, beside the packages' exports. */
const imported: Readonly<Record<string, string>> = {
  nn: "* as nn from '@adjoint/nn'",
  fc: "fc from 'fast-check'",
}

/** What they may use without declaring it. */
const given: Readonly<Record<string, string>> = {
  rng: 'random(0)',
  x: 'random(1).normal([64, 2])',
  y: 'ones([64, 1])',
  w: 'ones([2, 25])',
  model: 'sequential(dense(2, 25, random(0)), nn.relu(), dense(25, 1, random(0)), nn.sigmoid())',
  loaded: 'zeros([900, 2])',
  X: '[[0, 0, 1, 1], [0, 1, 0, 1]]',
  Y: '[[0, 1, 1, 1]]',
  architecture:
    "[{ inputDim: 2, outputDim: 3, activation: 'relu' as const }, { inputDim: 3, outputDim: 1, activation: 'sigmoid' as const }]",
  parameters: 'initLayers(architecture, random(0))',
  gradients: "{ dYHat: [[1]], layers: [singleLayerBackward([[1]], [[2]], [0], [[3]], [[5]], 'relu')] }",
}

/** The program of a source file: the `@example`s of its docstrings, each in its own block. null where it has none. */
export function programOfSource(file: string, source: string, exports: Exports): string | null {
  let inside = false
  const code = source.split('\n').map((line) => {
    const text = line.replace(/^\s*\* ?/, '')
    const ends = inside && (text.startsWith('@') || text === '/')
    const begins = /^\s*\* @example/.test(line)
    inside = begins || (inside && !ends)
    return `${ends ? '}' : ''}${begins ? `{${text.replace('@example', '')}` : ''}${inside && !begins ? text : ''}`
  })
  if (code.every((line) => line === '')) return null
  const program = withChecks(file, code.join('\n'), looksLikeAValue)
  return prelude(file, program, exports) + program
}

/** On one line, the imports and the declarations of the names that a program uses. */
function prelude(file: string, program: string, exports: Exports): string {
  const uses = (code: string, name: string): boolean => new RegExp(`(?<![.\\w'])${name}\\b`).test(code)
  const wanted = new Set<string>()
  let code = program
  for (let before = -1; wanted.size > before; ) {
    before = wanted.size
    for (const [name, value] of Object.entries(given)) {
      if (wanted.has(name) || !uses(code, name)) continue
      wanted.add(name)
      code += ` ${value}`
    }
  }
  const entries = [...exports].sort(([a], [b]) => nearness(file, b) - nearness(file, a))
  const others = Object.entries(imported).filter(([name]) => uses(code, name))
  const taken = new Set(others.map(([name]) => name))
  const imports = entries.map(([entry, names]) => {
    const used = names.filter((name) => !taken.has(name) && uses(code, name))
    for (const name of used) taken.add(name)
    return used.length === 0 ? '' : `import { ${used.join(', ')} } from '${entry}'; `
  })
  const declarations = Object.entries(given).filter(([name]) => wanted.has(name))
  const order = declarations.map(([name, value]) => `const ${name} = ${value}; `)
  return `${others.map(([, what]) => `import ${what}; `).join('')}${imports.join('')}${order.join('')}`
}

/** How near an entry point is to a file: its own comes first, then its package's, then all others. */
function nearness(file: string, entry: string): number {
  const folder = entry.replace(/^@adjoint\/(\w+)/, 'packages/$1/src')
  return file.startsWith(`${folder}/`) ? folder.length : 0
}

/** Prose behind an expression is no output: `forward(x) // x [900, 2] gives [900, 25]`. */
const looksLikeAValue = (comment: string): boolean =>
  /^(Tensor |[[{\d-]|true$|false$|NaN$|Infinity$|null$)/.test(comment)

/**
 * Puts check(place, expected, ...) around each expression that has its output in a comment behind it, on its line or on the
 * lines below; of console.log(...), around what is printed.
 */
function withChecks(file: string, code: string, isOutput: (comment: string) => boolean): string {
  const { program, comments, errors } = parseSync(`${file}.ts`, code)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  const lineOf = (offset: number): number => code.slice(0, offset).split('\n').length
  let result = code
  const statements = program.body.flatMap((one) => (one.type === 'BlockStatement' ? one.body : [one]))
  for (const statement of statements.toReversed()) {
    if (statement.type !== 'ExpressionStatement') continue
    const { start, end } = statement.expression
    const output = commentsBehind(code, end, comments)
    const logs = /^console\.log\((.*)\)$/s.exec(code.slice(start, end))
    if (output.length === 0 || !(logs || isOutput(output[0] ?? ''))) continue
    const place = JSON.stringify(`${file}:${lineOf(start)}`)
    const checked = `check(${place}, ${JSON.stringify(output.join('\n'))}, ${logs?.[1] ?? code.slice(start, end)})`
    result = result.slice(0, start) + checked + result.slice(end)
  }
  return result
}

/** The texts of the line comments that follow, with no blank line and no code between them. */
function commentsBehind(code: string, end: number, comments: readonly Comment[]): string[] {
  const texts: string[] = []
  let last = end
  for (const comment of comments) {
    if (comment.start < last) continue
    if (!/^[ ;]*\n? *$/.test(code.slice(last, comment.start))) break
    texts.push(comment.value.replace(/^ /, ''))
    last = comment.end
  }
  return texts
}

/** The import of check, for a program at `file`, on its first line. */
export function importOfCheck(file: string, check: string): string {
  return `import { check } from '${relative(dirname(file), check).replaceAll('\\', '/')}'; `
}
