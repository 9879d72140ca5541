// What a source file exports, with its docstrings and its text.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Comment, parseSync, type Statement } from 'oxc-parser'
import { type Docstring, parseDocstring } from './docstring.ts'

export const root = join(import.meta.dirname, '../..')

/** A declaration of a file, at its top. */
export interface Declaration {
  readonly name: string
  readonly kind: 'function' | 'class' | 'const' | 'type'
  /** the path of its file from the root of the repository */
  readonly file: string
  readonly exported: boolean
  readonly doc: Docstring | null
  /** its source, with what exports it; a function's without its body */
  readonly text: string
  /** more signatures of the same function, before that one */
  readonly overloads: readonly string[]
  /** the statement that declares it */
  readonly node: Statement
}

export interface Source {
  readonly file: string
  readonly code: string
  readonly comments: readonly Comment[]
  readonly body: readonly Statement[]
}

const sources = new Map<string, Source>()

/** @param file a path from the root of the repository */
export function readSource(file: string): Source {
  const known = sources.get(file)
  if (known) return known
  const code = readFileSync(join(root, file), 'utf8')
  const { program, comments, errors } = parseSync(file, code)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  const source = { file, code, comments, body: program.body }
  sources.set(file, source)
  return source
}

/** The docstring right before a place; line comments, such as those for the linter, may follow it. */
export function docBefore({ code, comments }: Source, start: number): Docstring | null {
  const doc = comments.findLast(({ type, value, end }) => {
    return type === 'Block' && value.startsWith('*') && end <= start && /^(\s|\/\/.*)*$/.test(code.slice(end, start))
  })
  return doc ? parseDocstring(doc.value) : null
}

/** The declarations of a file, in their order. */
export function declarationsOf(file: string): Declaration[] {
  const source = readSource(file)
  const all: Declaration[] = []
  for (const one of source.body.flatMap((statement) => declared(source, statement))) {
    const before = all.at(-1)
    if (one.kind === 'function' && one.name === before?.name) all[all.length - 1] = overloaded(before, one)
    else all.push(one)
  }
  return all
}

/** The signatures of a function are one declaration, of which the first has the docstring; the implementation is not one. */
function overloaded(before: Declaration, one: Declaration): Declaration {
  const node = 'declaration' in one.node ? one.node.declaration : one.node
  if (node?.type === 'FunctionDeclaration') return before
  return { ...before, overloads: [...before.overloads, before.text], text: one.text }
}

function declared(source: Source, statement: Statement): Declaration[] {
  const exported = statement.type === 'ExportNamedDeclaration'
  const node = exported ? statement.declaration : statement
  if (node === null) return []
  const doc = docBefore(source, statement.start)
  const slice = (end: number): string => source.code.slice(statement.start, end).trim()
  const base = { file: source.file, exported, doc, overloads: [], node: statement }
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return node.id
        ? [{ ...base, name: node.id.name, kind: 'function', text: slice(node.body?.start ?? node.end) }]
        : []
    case 'ClassDeclaration':
      return node.id ? [{ ...base, name: node.id.name, kind: 'class', text: slice(node.body.start) }] : []
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [{ ...base, name: node.id.name, kind: 'type', text: slice(node.end) }]
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id, init }) =>
        id.type === 'Identifier' ? [{ ...base, name: id.name, kind: 'const', text: slice(init?.start ?? id.end) }] : [],
      )
    default:
      return []
  }
}

/** What an entry point exports, under its public names, where it is declared. */
export function publicDeclarations(entry: string): Declaration[] {
  const { body } = readSource(entry)
  return body.flatMap((statement) => {
    if (statement.type === 'ExportAllDeclaration') {
      const file = resolve(entry, statement.source.value)
      return file === null ? [] : declarationsOf(file).filter(({ exported }) => exported)
    }
    if (statement.type !== 'ExportNamedDeclaration') return []
    const file = statement.source && resolve(entry, statement.source.value)
    if (!file) return declared(readSource(entry), statement)
    return statement.specifiers.flatMap(({ local, exported }) => {
      const [from, to] = [nameOf(local), nameOf(exported)]
      return declarationOf(file, from).map((one) => ({ ...one, name: to }))
    })
  })
}

/** The declaration of a name that a file exports, followed to where it stands. */
function declarationOf(file: string, name: string): Declaration[] {
  const here = declarationsOf(file).filter((one) => one.exported && one.name === name)
  return here.length > 0 ? here : publicDeclarations(file).filter((one) => one.name === name)
}

/** The file that a relative import means; null for a package. */
function resolve(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  const file = join(dirname(from), specifier).replaceAll('\\', '/')
  if (!existsSync(join(root, file))) throw new Error(`${from} imports ${specifier}, which is no file.`)
  return file
}

const nameOf = (name: { readonly name?: string; readonly value?: string }): string => name.name ?? name.value ?? ''
