// The way into the reference: by topic, and by the alphabet.
import { summaryOf, type Topic } from './catalogue.ts'
import { bullet, generated, link, prose, wrapped } from './markdown.ts'
import { namesPage } from './names-page.ts'
import { declarationsFor, type PackagePage } from './package-page.ts'

export const indexPage = 'docs/reference/README.md'

export function index(topics: readonly Topic[], packages: readonly PackagePage[]): string {
  const count = topics.reduce((sum, { ops }) => sum + ops.length, 0)
  return [
    '# Reference',
    generated,
    wrapped(
      `The ${count} ops of the catalogue, and the functions of the packages. Every op is a function of \`@adjoint/tensor\` and a ` +
        'method of its first operand: `sum(x, { axis: 0 })` is `x.sum({ axis: 0 })`, `concat([a, b])` is `a.concat([b])`. ' +
        `What ops are called in NumPy, PyTorch, JAX and TensorFlow.js: ${link('names elsewhere', indexPage, namesPage)}.`,
    ),
    '## Ops by topic',
    topics.map(topicLine).join('\n'),
    '## Packages',
    packages.map((one) => `- ${link(one.title, indexPage, one.page)}: \`${one.module}\``).join('\n'),
    '## Ops from a to z',
    topics
      .flatMap((topic) => topic.ops.map((op) => ({ op, topic })))
      .toSorted((a, b) => compare(a.op.name, b.op.name))
      .map(({ op, topic }) => bullet(`${opLink(op.name, topic)}: ${prose(summaryOf(op))}`))
      .join('\n'),
    '## Functions and classes from a to z',
    packages.flatMap(functionLines).toSorted(compare).join('\n'),
  ].join('\n\n')
}

function topicLine(topic: Topic): string {
  const ops = topic.ops.map(({ name }) => opLink(name, topic)).join(', ')
  return bullet(`${link(topic.title, indexPage, topic.page)}: ${ops}`)
}

const opLink = (name: string, { page }: Topic): string => link(`\`${name}\``, indexPage, page, name)

function functionLines(of: PackagePage): string[] {
  return declarationsFor(of)
    .filter(({ kind }) => kind !== 'type')
    .map(({ name }) => `- \`${name}\`: ${link(of.module, indexPage, of.page)}`)
}

/** Small letters and capitals alike, and the same on every machine. */
function compare(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()]
  return x < y ? -1 : x > y ? 1 : a < b ? -1 : a > b ? 1 : 0
}
