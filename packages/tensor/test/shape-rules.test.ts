import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { AdjointError, ops } from '../src/index.ts'
import { program } from './random-programs.ts'

// The shape rules exist twice: as type functions and at run time. Here the compiler says of a few hundred small random
// programs what it thinks of them, and then they run.

interface Judgement {
  readonly type: string
  readonly errors: readonly ts.Diagnostic[]
}

/** What the compiler says of each expression. */
function judge(sources: readonly string[]): Judgement[] {
  const file = fileURLToPath(new URL('./programs.ts', import.meta.url))
  const lines = sources.map((source, i) => `const v${i} = ${source}`)
  const text = [`import { ops, zeros } from '../src/index.ts'`, ...lines].join('\n')
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.es2024.d.ts'],
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (path) => path === file || fileExists(path)
  host.getSourceFile = (path, version, ...rest) =>
    path === file ? ts.createSourceFile(path, text, version, true) : getSourceFile(path, version, ...rest)
  const compiled = ts.createProgram([file], options, host)
  const checker = compiled.getTypeChecker()
  const source = compiled.getSourceFile(file)
  const errors = compiled.getSemanticDiagnostics(source)
  return (source?.statements ?? []).flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return []
    return statement.declarationList.declarations.map(({ name }) => ({
      type: checker.typeToString(checker.getTypeAtLocation(name), undefined, ts.TypeFormatFlags.NoTruncation),
      errors: errors.filter(({ start = -1 }) => start >= statement.pos && start < statement.end),
    }))
  })
}

/** The dimensions in `Tensor<[2, number]>`, null for those that are not known; null for an unknown shape. */
function dimensions(type: string): (number | null)[] | null {
  const inside = /^Tensor<\[(.*)\]>$/.exec(type)?.[1]
  if (inside === undefined) return null
  return inside === '' ? [] : inside.split(', ').map((text) => (text === 'number' ? null : Number(text)))
}

describe('the shape rules of the compiler and of the run time', () => {
  const statements = program(500)
  const judgements = judge(statements.map(({ source }) => source))
  const judged = statements.map((one, i) => ({ ...one, ...(judgements[i] ?? { type: '', errors: [] }) }))
  type Judged = (typeof judged)[number]
  const told = ({ source, after, result, type, errors }: Judged) => ({
    source: after === null ? source : `v${after}: ${judged[after]?.type}; ${source}`,
    type: errors.length === 0 ? type : ts.flattenDiagnosticMessageText(errors[0]?.messageText, ' '),
    run: result instanceof AdjointError ? result.message : `[${result.shape.join(', ')}]`,
  })
  const fails = ({ result }: Judged): boolean => result instanceof AdjointError
  const open = ({ type }: Judgement): boolean => dimensions(type)?.includes(null) ?? true
  /** those whose operands' shapes the compiler knows entirely */
  const literal = judged.filter(({ after }) => after === null || !open(judged[after] ?? { type: '', errors: [] }))

  it('are tried on all kinds of calls', () => {
    expect(judgements).toHaveLength(statements.length)
    expect(literal.filter(fails).length).toBeGreaterThan(80)
    expect(literal.filter((one) => !fails(one)).length).toBeGreaterThan(250)
    const tried = new Set(literal.map(({ op }) => ops[op].op?.family))
    expect([...new Set(Object.values(ops).map(({ op }) => op?.family))].filter((family) => !tried.has(family))).toEqual(
      [],
    )
  })

  it('agree on what is a mistake', () => {
    const missed = literal.filter((one) => fails(one) && one.errors.length === 0 && !open(one))
    const invented = judged.filter((one) => !fails(one) && one.errors.length > 0)
    expect(missed.map(told)).toEqual([])
    expect(invented.map(told)).toEqual([])
  })

  it('agree on the result', () => {
    const different = judged.filter(({ type, errors, result }) => {
      const dims = dimensions(type)
      if (errors.length > 0 || result instanceof AdjointError || dims === null) return false
      return dims.length !== result.rank || dims.some((dim, i) => dim !== null && dim !== result.shape[i])
    })
    expect(different.map(told)).toEqual([])
  })

  it('leave open, of literal shapes, only what a stepped slice or a -1 beside a 0 makes', () => {
    const left = literal.filter((one) => one.errors.length === 0 && open(one))
    expect(left.filter(({ op }) => op !== 'slice' && op !== 'reshape').map(told)).toEqual([])
    expect(left.length).toBeLessThan(literal.length / 8)
  })

  it('report a mistake at the argument, or at the tensor before the dot, in words', () => {
    const wordless = judged.filter(({ errors }) =>
      errors.some(({ code, messageText }) => {
        const text = ts.flattenDiagnosticMessageText(messageText, ' ')
        return (
          ![2322, 2345, 2684].includes(code) || !/cannot|out of range|differ|needs|takes|only once|twice/.test(text)
        )
      }),
    )
    expect(wordless.map(told)).toEqual([])
  })
})
