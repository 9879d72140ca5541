import stringWidth from 'string-width'

const graphemes = /* @__PURE__ */ new Intl.Segmenter()

/** The columns that a text takes in a terminal: 2 for a wide character, 0 for an accent. */
export const columns = (text: string): number => stringWidth(text)

/** One line without control characters: a title cannot break a plot or smuggle in an escape code. */
export const oneLine = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()

/** The text as one line, cut with an ellipsis when it takes more columns than there are. */
export function fit(text: string, width: number): string {
  const line = oneLine(text)
  if (columns(line) <= width) return line
  let kept = ''
  for (const { segment } of graphemes.segment(line)) {
    if (columns(`${kept}${segment}…`) > width) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - columns(text))) + text

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)))

/** Lays items out in lines, `gap` spaces apart; an item that is wider than a line is cut. */
export function layOut(items: readonly string[], width: number, gap: number): string[][] {
  const lines: string[][] = []
  let used = 0
  for (const item of items.map((text) => fit(text, width)).filter((text) => text !== '')) {
    const line = lines.at(-1)
    const size = columns(item)
    if (line && used + gap + size <= width) {
      line.push(item)
      used += gap + size
    } else {
      lines.push([item])
      used = size
    }
  }
  return lines
}

/** A text in lines, broken between its words. */
export const wrap = (text: string, width: number): string[] =>
  layOut(oneLine(text).split(' '), width, 1).map((words) => words.join(' '))
