// The plain page of a package, or of a part of one: what it exports, from the docstrings.
import { type Docstring, firstSentence } from './docstring.ts'
import {
  anchorsOf,
  bullet,
  codeBlock,
  contract,
  description,
  examples,
  generated,
  link,
  prose,
  sources,
} from './markdown.ts'
import { type Declaration, docBefore, publicDeclarations, readSource } from './sources.ts'

export interface PackagePage {
  readonly page: string
  readonly title: string
  /** its entry point, from the root of the repository */
  readonly entry: string
  /** the module's name */
  readonly module: string
  /** declarations of which files belong here; all by default */
  readonly takes?: (file: string) => boolean
}

const under =
  (...parts: readonly string[]) =>
  (file: string): boolean =>
    parts.some((part) => file.startsWith(part))

const nn = 'packages/nn/src'
const losses = under(`${nn}/losses`)
const optimizers = under(`${nn}/optimizers`)
const layers = under(`${nn}/layers/`, `${nn}/initializers`, `${nn}/network`, `${nn}/layer-types`, `${nn}/context`)
const ofNn = { entry: `${nn}/index.ts`, module: '@adjoint/nn' }

export const packagePages: readonly PackagePage[] = [
  {
    page: 'docs/reference/tensor.md',
    title: 'Tensors',
    entry: 'packages/tensor/src/index.ts',
    module: '@adjoint/tensor',
    takes: (file) =>
      !under('packages/tensor/src/signatures', 'packages/tensor/src/shape-types', 'packages/tensor/src/ops')(file),
  },
  { page: 'docs/reference/autograd.md', title: 'Derivatives', entry: 'packages/autograd/src/index.ts', module: '@adjoint/autograd' }, // biome-ignore format: one line
  { page: 'docs/reference/compile.md', title: 'Compiling', entry: 'packages/compile/src/index.ts', module: '@adjoint/compile' }, // biome-ignore format: one line
  { ...ofNn, page: 'docs/reference/nn/layers.md', title: 'Layers', takes: layers },
  { ...ofNn, page: 'docs/reference/nn/losses.md', title: 'Losses', takes: losses },
  { ...ofNn, page: 'docs/reference/nn/optimizers.md', title: 'Optimizers', takes: optimizers },
  {
    ...ofNn,
    page: 'docs/reference/nn/training.md',
    title: 'Training and metrics',
    takes: (file) => ![layers, losses, optimizers].some((takes) => takes(file)),
  },
  { page: 'docs/reference/nn/by-hand.md', title: 'The article by hand', entry: `${nn}/by-hand/index.ts`, module: '@adjoint/nn/by-hand' }, // biome-ignore format: one line
  { page: 'docs/reference/data.md', title: 'Data', entry: 'packages/data/src/index.ts', module: '@adjoint/data' },
  { page: 'docs/reference/viz.md', title: 'Pictures', entry: 'packages/viz/src/index.ts', module: '@adjoint/viz' },
  { page: 'docs/reference/gradcheck.md', title: 'Gradient checks', entry: 'packages/gradcheck/src/index.ts', module: '@adjoint/gradcheck' }, // biome-ignore format: one line
  {
    page: 'docs/reference/gradcheck-adjoint.md',
    title: 'Gradient checks: the adapter',
    entry: 'packages/gradcheck/src/adjoint/index.ts',
    module: '@adjoint/gradcheck/adjoint',
  },
]

/** What a page is about, functions and classes first, each in the order of the entry point. */
export function declarationsFor({ entry, takes = () => true }: PackagePage): Declaration[] {
  const all = publicDeclarations(entry).filter(({ file }) => takes(file))
  return [...all.filter(({ kind }) => kind !== 'type'), ...all.filter(({ kind }) => kind === 'type')]
}

export function packagePage(of: PackagePage): string {
  const all = declarationsFor(of)
  const values = all.filter(({ kind }) => kind !== 'type')
  const kinds = all.filter(({ kind }) => kind === 'type')
  const parts = [
    `# ${of.title}`,
    generated,
    `\`${of.module}\` · ${link('all pages', of.page, 'docs/reference/README.md')} · ${link('source', of.page, of.entry)}`,
  ]
  const sections = [
    ...values.flatMap((one) => section(one, of.page)),
    ...(kinds.length === 0 ? [] : ['## Types', ...kinds.flatMap((one) => section(one, of.page, '###'))]),
  ]
  const anchors = anchorsOf([...parts, ...sections].join('\n\n'), 2)
  const list = values.map((one, i) => bullet(item(one, anchors[i] ?? ''))).join('\n')
  return [...parts, list, ...sections].join('\n\n')
}

function item({ name, doc }: Declaration, anchor: string): string {
  const said = doc === null ? '' : `: ${prose(firstSentence(doc))}`
  return `[\`${name}\`](#${anchor})${said}`
}

function section(one: Declaration, page: string, level = '##'): string[] {
  const { name, doc, kind, file, overloads } = one
  const text = kind === 'class' ? classText(one) : [...overloads, one.text].map(withoutExport).join('\n')
  return [
    `${level} ${name}`,
    codeBlock(text),
    ...(doc === null ? [] : said(doc)),
    ...(kind === 'class' ? membersOf(one).flatMap((member) => memberSection(member, `${level}#`, name)) : []),
    ...(kind === 'type' ? [] : [link(file.replace(/^packages\//, ''), page, file)]),
  ]
}

/** All that a docstring says. */
function said(doc: Docstring): string[] {
  return [...description(doc), contract(doc), ...examples(doc), ...sources(doc)].filter((part) => part !== '')
}

/** What a member's docstring says, where one line in the class is not enough for it. */
function memberSection({ name, doc }: Member, level: string, owner: string): string[] {
  const isLong = doc !== null && doc.params.length + doc.throws.length + doc.examples.length > 0
  return isLong ? [`${level} ${owner}.${name}`, ...said(doc)] : []
}

const withoutExport = (text: string): string => text.replace(/^export (declare )?/, '').replace(/\s*[={]?\s*$/, closing)

/** A type's own brace stays. */
const closing = (end: string): string => (end.includes('}') ? end : '')

interface Member {
  readonly name: string
  /** its declaration without a body */
  readonly header: string
  readonly doc: Docstring | null
}

/** What is public of a class. */
function membersOf({ file, node }: Declaration): Member[] {
  const source = readSource(file)
  const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node
  if (declaration?.type !== 'ClassDeclaration') return []
  return declaration.body.body.flatMap((member) => {
    if (member.type !== 'PropertyDefinition' && member.type !== 'MethodDefinition') return []
    if (member.key.type !== 'Identifier' || member.accessibility === 'private' || member.override) return []
    const isTyped = member.type === 'PropertyDefinition' && member.typeAnnotation
    const body = member.type === 'MethodDefinition' ? member.value.body?.start : isTyped && member.value?.start
    const header = source.code.slice(member.start, body || member.end).replace(/[\s=]*$/, '')
    return [{ name: member.key.name, header, doc: docBefore(source, member.start) }]
  })
}

/** A class with its members, each with the first sentence of its docstring, and no bodies. */
function classText(one: Declaration): string {
  const members = membersOf(one).flatMap(({ header, doc }) => {
    const sentence = doc === null ? '' : firstSentence(doc)
    return [...(sentence === '' ? [] : [`  /** ${sentence} */`]), `  ${header}`]
  })
  return [`${withoutExport(one.text)} {`, ...members, '}'].join('\n')
}
