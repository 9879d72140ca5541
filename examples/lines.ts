// Lines of text in a terminal.
import columnsOf from 'string-width'

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
