// The call of an op in one line for people: `sum(x: Tensor, options?: { axis?: number | number[], keepDims?: boolean }): Tensor`.
//
// The types in signatures/ and shape-types/ compute the result's shape and report mistakes, which nobody can read at a glance.
// Here each is what it lets through: a type parameter is its constraint, and `OpArg<P, rule>` is P.
import { globSync } from 'node:fs'
import type {
  FormalParameter,
  TSInterfaceDeclaration,
  TSSignature,
  TSType,
  TSTypeAliasDeclaration,
  TSTypeName,
  TSTypeParameterDeclaration,
  TSTypeParameterInstantiation,
} from 'oxc-parser'
import { readSource, root, type Source } from './sources.ts'

/** A page is not wider. */
const widest = 112

/** What a type parameter stands for. */
type Scope = ReadonlyMap<string, string>

interface Named {
  readonly node: TSInterfaceDeclaration | TSTypeAliasDeclaration
  readonly source: Source
  readonly exported: boolean
}

/** Types that are computed from others, by what a caller gives or gets. */
const inWords: Readonly<Record<string, string>> = {
  Tensor: 'Tensor',
  Out: 'Tensor',
  Shape: 'number[]',
  Shapes: 'number[]',
  FirstShape: 'number[]',
  PadWidths: 'number | [number, number] | [number, number][]',
  SliceItem: 'SliceItem',
  SliceItems: 'SliceItem[]',
  ConcatItems: 'Tensor[]',
  StackItems: 'Tensor[]',
  Directions: 'Tensor[]',
  Split: 'Tensor[]',
  EinsumEquation: 'string',
  EinsumOperands: '(Tensor | number)[]',
  DType: 'DType',
  Indices: 'Tensor | number | number[] | ...',
  PairedAxes: 'number | [number[], number[]]',
}

/** Those whose value is one of their arguments, and the others rules about it. */
const passes: Readonly<Record<string, number>> = { OpArg: 0, NoInfer: 0, SplitArg: 1, RollArg: 1 }

const folders = ['packages/tensor/src/signatures', 'packages/tensor/src/shape-types']

const types: readonly Named[] = folders
  .flatMap((folder) => globSync(`${folder}/*.ts`, { cwd: root }).toSorted())
  .flatMap((file) => {
    const source = readSource(file.replaceAll('\\', '/'))
    return source.body.flatMap((statement): Named[] => {
      const exported = statement.type === 'ExportNamedDeclaration'
      const node = exported ? statement.declaration : statement
      const named = node?.type === 'TSInterfaceDeclaration' || node?.type === 'TSTypeAliasDeclaration'
      return named ? [{ node, source, exported }] : []
    })
  })

/** What a name means in a file: its own declaration before another's. Signatures come before the rules of shapes. */
function lookUp(name: string, file: string): Named | undefined {
  const all = types.filter(({ node }) => node.id.name === name)
  return all.find(({ source }) => source.file === file) ?? all.find(({ exported }) => exported)
}

/** @param type the type that an op is declared with: `Reduction<ReductionOp>` */
export function signatureOf(op: string, type: TSType, source: Source): string {
  if (type.type !== 'TSTypeReference') throw new TypeError(`${op} has no type by name.`)
  const named = lookUp(nameOf(type.typeName), source.file)
  if (named?.node.type !== 'TSInterfaceDeclaration') throw new TypeError(`${op}: its type is no interface.`)
  const call = named.node.body.body.find((member) => member.type === 'TSCallSignatureDeclaration')
  if (call?.type !== 'TSCallSignatureDeclaration') throw new TypeError(`${op}: its type cannot be called.`)
  const outer = bound(named.node.typeParameters, type.typeArguments, new Map(), source, named.source)
  const scope = constraints(call.typeParameters, outer, named.source)
  const params = call.params.map((param) => parameter(param, scope, named.source))
  const result = call.returnType ? readable(call.returnType.typeAnnotation, scope, named.source) : 'Tensor'
  const line = (list: readonly string[]): string => `${op}(${list.join(', ')}): ${result}`
  return line(params).length <= widest ? line(params) : line(params.map(namesOfOptions))
}

/** In a line that would be too long, options are their names; the list below it says what each may be. */
function namesOfOptions(param: string): string {
  const [, name, options] = /^(\w+\?: )\{ (.*) \}$/.exec(param) ?? []
  return options === undefined ? param : `${name}{ ${[...options.matchAll(/\w+\?(?=: )/g)].join(', ')} }`
}

function parameter(param: FormalParameter | { type: string }, scope: Scope, source: Source): string {
  const rest = 'argument' in param
  const target = rest ? param.argument : param
  if (!isIdentifier(target)) throw new TypeError(`${source.file}: a parameter has no name.`)
  const type = (rest ? annotationOf(param) : null) ?? annotationOf(target)
  const text = type ? readable(type, scope, source) : 'unknown'
  return `${rest ? '...' : ''}${target.name}${target.optional ? '?' : ''}: ${text}`
}

interface Identifier {
  readonly name: string
  readonly optional?: boolean
}

const isIdentifier = (node: unknown): node is Identifier => typeof node === 'object' && node !== null && 'name' in node

const annotationOf = (node: unknown): TSType | null => {
  const { typeAnnotation } = node as { readonly typeAnnotation?: { readonly typeAnnotation: TSType } | null }
  return typeAnnotation?.typeAnnotation ?? null
}

/** The type parameters of an interface, by what a reference gives for them. */
function bound(
  parameters: TSTypeParameterDeclaration | null | undefined,
  given: TSTypeParameterInstantiation | null | undefined,
  scope: Scope,
  from: Source,
  source: Source,
): Scope {
  const own = new Map(scope)
  for (const [i, { name, constraint, default: otherwise }] of (parameters?.params ?? []).entries()) {
    const argument = given?.params[i]
    const isDescriptor = name.name === 'O' || argument?.type === 'TSTypeQuery'
    if (isDescriptor) continue
    const [type, at] = argument ? [argument, from] : [otherwise ?? constraint, source]
    own.set(name.name, type ? readable(type, argument ? scope : own, at) : 'unknown')
  }
  return own
}

function constraints(parameters: TSTypeParameterDeclaration | null | undefined, scope: Scope, source: Source): Scope {
  const own = new Map(scope)
  for (const { name, constraint } of parameters?.params ?? [])
    own.set(name.name, constraint ? readable(constraint, own, source) : 'unknown')
  return own
}

function readable(type: TSType, scope: Scope, source: Source): string {
  const inner = (one: TSType): string => readable(one, scope, source)
  switch (type.type) {
    case 'TSTypeReference':
      return reference(nameOf(type.typeName), type.typeArguments, scope, source)
    case 'TSUnionType':
      return union(type.types.map(inner))
    case 'TSIntersectionType':
      return merged(type.types.map(inner).filter((one) => one !== 'unknown')) // which adds nothing
    case 'TSTypeOperator':
      return inner(type.typeAnnotation)
    case 'TSParenthesizedType':
      return inner(type.typeAnnotation)
    case 'TSArrayType':
      return arrayOf(inner(type.elementType))
    case 'TSTupleType':
      return `[${type.elementTypes.map((one) => element(one, scope, source)).join(', ')}]`
    case 'TSTypeLiteral':
      return `{ ${members(type.members, scope, source).join(', ')} }`
    case 'TSUndefinedKeyword':
      return 'undefined'
    default:
      return source.code.slice(type.start, type.end)
  }
}

type Element = Extract<TSType, { type: 'TSTupleType' }>['elementTypes'][number]

function element(one: Element, scope: Scope, source: Source): string {
  if (one.type === 'TSNamedTupleMember')
    return `${source.code.slice(one.label.start, one.label.end)}: ${element(one.elementType, scope, source)}`
  if (one.type === 'TSRestType') return `...${element(one.typeAnnotation, scope, source)}`
  if (one.type === 'TSOptionalType') return `${readable(one.typeAnnotation, scope, source)}?`
  return readable(one, scope, source)
}

function reference(
  name: string,
  given: TSTypeParameterInstantiation | null | undefined,
  scope: Scope,
  source: Source,
): string {
  const known = scope.get(name) ?? inWords[name]
  if (known !== undefined) return known
  const value = passes[name] === undefined ? undefined : given?.params[passes[name]]
  if (value) return readable(value, scope, source)
  const named = lookUp(name, source.file)
  if (named === undefined)
    throw new TypeError(`${source.file}: it is not known what ${name} is; say it in signature.ts.`)
  const own = bound(named.node.typeParameters, given, scope, source, named.source)
  if (named.node.type === 'TSTypeAliasDeclaration') {
    const { typeAnnotation } = named.node
    if (typeAnnotation.type === 'TSConditionalType' || typeAnnotation.type === 'TSMappedType')
      throw new TypeError(`${named.source.file}: ${name} is computed; say in signature.ts what callers give.`)
    return readable(typeAnnotation, own, named.source)
  }
  const inherited = named.node.extends.map(({ expression, typeArguments }) =>
    expression.type === 'Identifier' ? reference(expression.name, typeArguments, own, named.source) : '',
  )
  return merged([...inherited, `{ ${members(named.node.body.body, own, named.source).join(', ')} }`])
}

/** The members of an options object. */
function members(all: readonly TSSignature[], scope: Scope, source: Source): string[] {
  return all.flatMap((member) => {
    if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') return []
    const type = member.typeAnnotation ? readable(member.typeAnnotation.typeAnnotation, scope, source) : 'unknown'
    return [`${member.key.name}${member.optional ? '?' : ''}: ${type}`]
  })
}

/** `{ a } & { b }` as `{ a, b }`. */
function merged(all: readonly string[]): string {
  return `{ ${all
    .map((one) => one.replace(/^\{ | \}$/g, ''))
    .filter((one) => one !== '')
    .join(', ')} }`
}

/** An optional parameter says by its question mark that it may be left out. */
function union(all: readonly string[]): string {
  const parts = all.flatMap((one) => (one.includes('[') || one.includes('{') ? [one] : one.split(' | ')))
  return [...new Set(parts)].filter((one) => one !== 'undefined').join(' | ')
}

const arrayOf = (one: string): string => (one.includes(' | ') && !one.startsWith('[') ? `(${one})[]` : `${one}[]`)

const nameOf = (name: TSTypeName): string => (name.type === 'Identifier' ? name.name : 'unknown')
