import { type Axis, type Interval, roomyAxis } from './axis.ts'
import { columns, fit } from './text.ts'

// Classes, not attributes, so that one figure serves a light and a dark page. Every rule starts at the root's class: the
// styles of an SVG in a page reach the whole page.
const STYLE = `
.adjoint{max-width:100%;height:auto}
.adjoint .ground{fill:#fff}
.adjoint text{fill:#59636e;font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}
.adjoint .title{fill:#1f2328;font-size:15px;font-weight:600}
.adjoint .grid{stroke:#e7eaee;fill:none}
.adjoint .axis{stroke:#8c959f;fill:none}
`
const DARK = `
.adjoint .ground{fill:#0d1117}
.adjoint text{fill:#9198a1}
.adjoint .title{fill:#f0f6fc}
.adjoint .grid{stroke:#21262d}
.adjoint .axis{stroke:#6e7681}
`

/** What stands in one figure. */
export interface Figure {
  readonly title: string
  /** What the figure shows, for those who cannot see it. */
  readonly description: string
  readonly width: number
  readonly height: number
  /** More rules of style, for a light page and what differs on a dark one. */
  readonly style: { readonly light: string; readonly dark: string }
  readonly body: readonly string[]
}

/** The rectangle of a plot inside a figure. */
export interface Plot {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A text in XML: markup is escaped, and what XML 1.0 does not allow is replaced. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A number with at most two decimals. */
export const round = (value: number): string => String(Math.round(value * 100) / 100 + 0)

/** About how wide a character of 12 pixels is: there is no font to ask. */
const CHARACTER = 6.8

const textWidth = (text: string): number => columns(text) * CHARACTER

/** A text element; what would be wider than `room` pixels is cut. */
export function textElement(x: number, y: number, text: string, room: number, attributes = ''): string {
  const shown = fit(text, Math.max(1, Math.floor(room / CHARACTER)))
  return `<text x="${round(x)}" y="${round(y)}"${attributes}>${escapeXml(shown)}</text>`
}

/** The whole document. */
export function figure({ title, description, width, height, style, body }: Figure): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="adjoint" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(description)}</desc>`,
    `<style>${STYLE}${style.light}@media (prefers-color-scheme:dark){${DARK}${style.dark}}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...body,
    '</svg>\n',
  ].join('\n')
}

/** The title above the plot, when there is one. */
export const titleElement = (title: string | undefined, { left }: Plot, width: number): string[] =>
  title ? [textElement(left, 26, title, (width - left - 12) * 0.8, ' class="title"')] : []

/** Pixels of an axis: from 0..1 along it to a coordinate. */
export const across = ({ left, right }: Plot, at: number): number => left + at * (right - left)
export const down = ({ top, bottom }: Plot, at: number): number => bottom - at * (bottom - top)

/** Room that the labels of a vertical axis need. */
export const labelRoom = (y: Axis): number => Math.max(...y.ticks.map(({ label }) => textWidth(label))) + 14

/** An x axis whose labels do not touch. */
export const bottomAxis = (interval: Interval, { left, right }: Plot, options: { whole?: boolean } = {}): Axis =>
  roomyAxis(interval, (right - left) / 60, { length: right - left, labelWidth: textWidth, gap: 16 }, options)

/** One entry of a legend: a shape in 16 by 8 pixels, drawn from its left end and middle, and its text. */
export interface Key {
  readonly shape: (x: number, y: number) => string
  readonly text: string
}

/** A legend in as many lines as it needs, the first at the height `top`. */
export function legend(
  keys: readonly Key[],
  left: number,
  right: number,
  top: number,
): { body: string[]; height: number } {
  const body: string[] = []
  let x = left
  let y = top
  for (const { shape, text } of keys) {
    const size = Math.min(right - left, 22 + textWidth(text))
    if (x > left && x + size > right) {
      x = left
      y += 18
    }
    body.push(shape(x, y - 4), textElement(x + 22, y, text, size - 21))
    x += size + 18
  }
  return { body, height: keys.length === 0 ? 0 : y - top + 18 }
}

/** Ticks with their labels, and the names of the axes. */
export function axes(plot: Plot, x: Axis, y: Axis, xLabel: string | undefined, yLabel: string | undefined): string[] {
  const result: string[] = []
  let marks = ''
  for (const { label, at } of x.ticks) {
    const place = across(plot, at)
    marks += `M${round(place)},${round(plot.bottom)}v5`
    result.push(textElement(place, plot.bottom + 18, label, Number.POSITIVE_INFINITY, ' text-anchor="middle"'))
  }
  for (const { label, at } of y.ticks) {
    const place = down(plot, at)
    marks += `M${round(plot.left)},${round(place)}h-5`
    result.push(textElement(plot.left - 9, place + 4, label, Number.POSITIVE_INFINITY, ' text-anchor="end"'))
  }
  result.push(
    `<path class="axis" d="M${round(plot.left)},${round(plot.top)}V${round(plot.bottom)}H${round(plot.right)}${marks}"/>`,
  )
  const width = plot.right - plot.left
  if (xLabel) result.push(textElement(plot.left + width / 2, plot.bottom + 36, xLabel, width, ' text-anchor="middle"'))
  if (yLabel) result.push(textElement(plot.left, plot.top - 10, yLabel, width / 2))
  return result
}
