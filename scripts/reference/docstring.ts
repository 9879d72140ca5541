// The parts of a docstring, as the house style writes it: what it does, with formulas indented, then the tags.

export interface Docstring {
  /** paragraphs of prose, and formulas, which stand indented */
  readonly blocks: readonly Block[]
  readonly params: readonly Param[]
  readonly returns: string | null
  readonly throws: readonly string[]
  readonly examples: readonly string[]
  readonly see: readonly string[]
}

interface Block {
  readonly kind: 'prose' | 'list' | 'formula'
  readonly text: string
}

interface Param {
  readonly name: string
  readonly text: string
}

/** @param comment the text between the comment's slashes and stars */
export function parseDocstring(comment: string): Docstring {
  const lines = comment
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  const first = lines.findIndex((line) => line.trimStart().startsWith('@'))
  const [prose, tags] = first < 0 ? [lines, []] : [lines.slice(0, first), lines.slice(first)]
  const all = sections(tags)
  const said = (tag: string): string[] => all.flatMap(([name, text]) => (name === tag ? [text] : []))
  return {
    blocks: blocksOf(prose),
    params: said('param').map((text) => {
      const [name = '', ...rest] = oneLine(text).split(' ')
      return { name, text: rest.join(' ') }
    }),
    returns: said('returns').map(oneLine)[0] ?? null,
    throws: said('throws').map(oneLine),
    examples: said('example').map((text) => text.replace(/^\n/, '')),
    see: said('see').map(oneLine),
  }
}

/** The first sentence of what it says, for a list; of a long one, what stands before its colon or semicolon. */
export function firstSentence(doc: Docstring): string {
  const text = doc.blocks[0]?.text.replaceAll('\n', ' ').trim() ?? ''
  const sentence = /^(.*?[^.]\.)(\s|$)/.exec(text)?.[1] ?? text
  return sentence.length <= 100 ? sentence : sentence.replace(/^(.{8,}?)[:;]\s.*$/, '$1.')
}

/** Each tag with its text, in their order. */
function sections(lines: readonly string[]): [string, string][] {
  const found: [string, string][] = []
  for (const line of lines) {
    const [, tag, text = ''] = /^\s*@(\w+) ?(.*)$/.exec(line) ?? []
    const last = found.at(-1)
    if (tag !== undefined) found.push([tag, text])
    else if (last) last[1] += `\n${line}`
  }
  return found.map(([tag, text]) => [tag, text.trimEnd()])
}

/** Paragraphs are parted by empty lines. One that is indented is a formula, one of dashes or numbers a list. */
function blocksOf(lines: readonly string[]): Block[] {
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .filter((text) => text.trim() !== '')
    .map((text): Block => {
      const trimmed = text.replace(/^\n+/, '').trimEnd()
      if (trimmed.split('\n').every((line) => line.startsWith('  ')))
        return { kind: 'formula', text: dedented(trimmed) }
      return { kind: /^\s*(-|\d+\.) /.test(trimmed) ? 'list' : 'prose', text: trimmed.trim() }
    })
}

function dedented(text: string): string {
  const indent = Math.min(...text.split('\n').map((line) => line.search(/\S/)))
  return text
    .split('\n')
    .map((line) => line.slice(indent))
    .join('\n')
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
