// Lines of text in a terminal.
import columnsOf from 'string-width'
import { terminalWidth } from './command-line.ts'

/**
 * A line in several, broken between its words, or behind the punctuation of Chinese, which has no spaces; those behind the
 * first begin `indent` further right.
 */
export function folded(line: string, width: number, indent: string): string[] {
  const lines: string[] = []
  for (const word of line.split(/(?<=[ ，。；：、])/)) {
    const last = lines.at(-1)
    if (last !== undefined && columnsOf(last) + columnsOf(word.trimEnd()) <= width)
      lines[lines.length - 1] = last + word
    else lines.push(last === undefined ? word : indent + word)
  }
  return lines.map((one) => one.trimEnd())
}

/** A text whose lines are folded to the terminal, of 100 columns at most; what is folded begins `further` behind its line. */
export function wrapped(text: string, further = 0): string {
  const width = terminalWidth(100)
  return text
    .split('\n')
    .flatMap((line) => folded(line, width, ' '.repeat(Math.max(0, line.search(/\S/)) + further)))
    .join('\n')
}
