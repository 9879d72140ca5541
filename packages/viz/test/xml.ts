import { type SaxesAttributeNS, SaxesParser } from 'saxes'

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
}

/** The elements of a document in their order; throws when it is not well-formed XML. */
export function parse(document: string): Element[] {
  const parser = new SaxesParser({ xmlns: true })
  const elements: Element[] = []
  const open: Element[] = []
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    const attributes = Object.entries<SaxesAttributeNS>(tag.attributes).map(([key, { value }]) => [key, value] as const)
    const element = { name: tag.name, attributes: Object.fromEntries(attributes), text: '' }
    elements.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element) element.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(document).close()
  return elements
}

/** The places that a path names in absolute coordinates. */
export const places = (path: string): (readonly [number, number])[] =>
  [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)

/** The elements with a class. */
export const withClass = (elements: readonly Element[], name: string): Element[] =>
  elements.filter(({ attributes }) => attributes.class === name)
