// Lines of text in a terminal.

/** The columns that a text takes in a terminal: 2 for a Chinese character or its punctuation, none for a bar above a letter. */
export function columnsOf(text: string): number {
  const wide = text.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/gu)?.length ?? 0
  const none = text.match(/\p{M}/gu)?.length ?? 0
  return text.length + wide - none
}

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
