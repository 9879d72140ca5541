// The derivative table as text: each op's rule as it stands in its file, with the remarks beside it.
import { globSync } from 'node:fs'
import { declarationsOf, readSource, root, type Source } from './sources.ts'

export interface RuleText {
  /** the path of its file from the root of the repository */
  readonly file: string
  readonly code: string
}

/** For each op its rule. */
export function readRules(): ReadonlyMap<string, RuleText> {
  const files = globSync('packages/autograd/src/rules/*.ts', { cwd: root }).toSorted()
  return new Map(files.flatMap((file) => rulesIn(readSource(file.replaceAll('\\', '/')))))
}

function rulesIn(source: Source): [string, RuleText][] {
  const { file, body } = source
  return body.flatMap((statement) => {
    const table = statement.type === 'ExportNamedDeclaration' ? statement.declaration : null
    if (table?.type !== 'VariableDeclaration') return []
    return table.declarations.flatMap(({ init }) => {
      if (init?.type !== 'ObjectExpression') return []
      return init.properties.flatMap((property): [string, RuleText][] => {
        if (property.type !== 'Property' || property.key.type !== 'Identifier') return []
        const line = withRemarks(source, property.start, property.end)
        const named = property.value.type === 'Identifier' ? ownRule(source, property.value.name) : null
        return [[property.key.name, { file, code: named === null ? line : `${line}\n\n${named}` }]]
      })
    })
  })
}

/** A rule that several ops share stands above the table, under a name. */
function ownRule(source: Source, name: string): string | null {
  const node = declarationsOf(source.file).find((one) => one.name === name)?.node
  return node ? withRemarks(source, node.start, node.end) : null
}

/** The text of a place, with the comments right above it and behind it, moved to the margin. */
function withRemarks({ code }: Source, start: number, end: number): string {
  const lines = code.split('\n')
  const at = (offset: number): number => code.slice(0, offset).split('\n').length - 1
  let [first, last] = [at(start), at(end)]
  while (/^\s*\/\//.test(lines[first - 1] ?? '')) first--
  const text = lines.slice(first, last + 1)
  const indent = Math.min(...text.filter((line) => line !== '').map((line) => line.search(/\S/)))
  return text.map((line) => line.slice(indent).replace(/ *\/\/ biome-ignore .*$/, '')).join('\n')
}
