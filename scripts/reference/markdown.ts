// Docstrings are plain text; pages are Markdown. Lines are as long as those of the pages that people write.
import { dirname, relative } from 'node:path'
import type { Docstring } from './docstring.ts'

const width = 120

/** Stands at the head of each page. */
export const generated = '<!-- Made by `npm run reference` from the docstrings. Edit these, not this page. -->'

/** `ts` snippets of pages are run; these were run where they come from, in their docstrings. */
export function codeBlock(code: string): string {
  return ['```typescript', code, '```'].join('\n')
}

/** Prose of a docstring, with what Markdown would take for its own signs protected, outside of backticks. */
export function prose(text: string): string {
  return text
    .replaceAll(/\{@link (\S+)\}/g, (_, target: string) => (target.includes('://') ? `<${target}>` : `\`${target}\``))
    .split(/(`[^`]*`|<https?:\S+>)/)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part
            .replaceAll(/[*<\\]|\b_|_\b/g, '\\$&')
            .replaceAll('](', ']\\(')
            .replaceAll(/\b[A-Z]\w*Error\b/g, '`$&`'),
    )
    .join('')
}

/** Words in lines; those behind the first begin with `indent`. */
export function wrapped(text: string, indent = ''): string {
  const lines: string[] = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? ''
    const longer = line === '' ? word : `${line} ${word}`
    // what begins a line must not look like a list or a heading
    if (line === '' || longer.length + indent.length <= width || /^([-+#>]|\d+[.)])/.test(word))
      lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.join(`\n${indent}`)
}

export function bullet(text: string): string {
  return `- ${wrapped(text, '  ')}`
}

/** What a docstring says before its tags. */
export function description(doc: Docstring): string[] {
  return doc.blocks.map(({ kind, text }) => {
    if (kind === 'formula') return text.split('\n').map((line) => `    ${line}`.trimEnd()).join('\n') // biome-ignore format: one line
    if (kind === 'list') return prose(text)
    return wrapped(prose(text))
  })
}

/** Parameters, result and errors. */
export function contract(doc: Docstring): string {
  return [
    ...doc.params.map(({ name, text }) => bullet(`\`${name}\`${text === '' ? '' : `: ${prose(text)}`}`)),
    ...(doc.returns === null ? [] : [bullet(`Returns ${prose(doc.returns)}.`)]),
    ...doc.throws.map((text) => bullet(`Throws ${prose(text)}.`)),
  ].join('\n')
}

export function examples(doc: Docstring): string[] {
  return doc.examples.map(codeBlock)
}

export function sources(doc: Docstring): string[] {
  return doc.see.map((text) => wrapped(`See ${prose(text)}.`.replace(/\.\.$/, '.')))
}

/** A link from one page to another file, both from the root of the repository, or to a heading in it. */
export function link(text: string, from: string, to: string, heading?: string): string {
  const anchor = heading === undefined ? '' : `#${anchorOf(heading)}`
  return `[${text}](${relative(dirname(from), to).replaceAll('\\', '/')}${anchor})`
}

/** The anchor that GitHub gives a heading, where no other one of its page is alike. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

/**
 * The anchors that GitHub gives a page's headings.
 *
 * @param level of which headings; of all by default
 */
export function anchorsOf(page: string, level: number | null = null): string[] {
  const seen = new Map<string, number>()
  return headingsOf(page).flatMap(({ text, depth }) => {
    const anchor = anchorOf(text)
    const before = seen.get(anchor) ?? 0
    seen.set(anchor, before + 1)
    return level === null || level === depth ? [before === 0 ? anchor : `${anchor}-${before}`] : []
  })
}

/** A page's headings, without those in code. */
function headingsOf(page: string): { text: string; depth: number }[] {
  return [...withoutCode(page).matchAll(/^(#{1,6}) (.*)$/gm)].map(([, signs = '', text = '']) => {
    return { text: text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'), depth: signs.length }
  })
}

export function withoutCode(page: string): string {
  return page.replaceAll(/^```.*?^```$/gms, '').replaceAll(/^ {4}.*$/gm, '')
}

/** A cell of a table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|')
