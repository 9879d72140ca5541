// The comparison as a page: text, formulas in LaTeX, whole matrices. GitHub renders ```math blocks and $`...`$ as they are, and
// takes no sign in them for one of Markdown's.
import type { Matrix } from '@adjoint/nn/by-hand'
import type { Comparison, Quantity } from './comparison.ts'
import { elementText, formulaOf, fromNode, nodeSymbol, symbolOf } from './formulas.ts'
import { norm } from './matrix.ts'
import { latexNumeral, small } from './numerals.ts'
import { articleSizes } from './options.ts'
import { type Facts, type Prose, prose } from './prose.ts'
import type { Language } from './words.ts'

const width = 120

/** @param large another comparison, of which the page shows norms only; none by default */
export function pageOf(comparison: Comparison, language: Language, large: Comparison | null = null): string {
  const say = prose[language]
  const facts = factsOf(comparison)
  const { given, forward, backward, tape } = comparison
  const quantities = [...forward, ...backward]
  const blocks = [
    `# ${say.title}`,
    say.other,
    ...say.intro(facts),
    `## ${say.network.title}`,
    ...say.network.text(facts),
    ...givenBlocks(given),
    `## ${say.rows.title}`,
    ...around(say.rows.text(facts), math('(W A + b)^{\\top} = A^{\\top} W^{\\top} + b^{\\top}')),
    `## ${say.follow.title}`,
    ...say.follow.text(facts),
    `## ${say.forward.title}`,
    ...say.forward.text(facts),
    ...quantityBlocks(forward, comparison, say),
    `## ${say.backward.title}`,
    ...say.backward.text(facts),
    ...quantityBlocks(backward, comparison, say),
    `## ${say.instead.title}`,
    ...around(say.instead.text(facts), ['```', tape, '```'].join('\n')),
    table(say.instead.heads, rules),
    ...say.instead.after(facts),
    `## ${say.differences.title}`,
    ...say.differences.text(facts),
    table(
      say.differences.heads,
      quantities.map((one) => [inline(symbolOf(one).latex), shape(one.byHand), onTape(one, say), difference(one.difference), difference(one.bound)]), // biome-ignore format: one line
    ),
    ...(large === null ? [] : largeBlocks(large, facts, say)),
  ]
  return `${blocks.map((block) => (language === 'en' ? wrapped(block) : block)).join('\n\n')}\n`
}

/** The rules of the table of derivatives that this network uses; a bar is an adjoint. */
const rules: readonly (readonly string[])[] = [
  ['`matmul`', '$`z = a\\,w`$', '$`\\bar{a} \\mathrel{+}= \\bar{z}\\,w^{\\top},\\; \\bar{w} \\mathrel{+}= a^{\\top}\\bar{z}`$', '$`dA_{\\mathrm{prev}} = W^{\\top} dZ,\\; dW = \\frac{1}{m}\\, dZ\\, A_{\\mathrm{prev}}^{\\top}`$'], // biome-ignore format: one line
  ['`add`', '$`z = s + b`$', '$`\\bar{s} \\mathrel{+}= \\bar{z},\\; \\bar{b} \\mathrel{+}= \\sum_{i} \\bar{z}_{i,:}`$', '$`db = \\frac{1}{m} \\sum_{i} dZ_{:,i}`$'], // biome-ignore format: one line
  ['`relu`', '$`a = \\max(0, z)`$', '$`\\bar{z} \\mathrel{+}= \\bar{a} \\circ [\\,z > 0\\,]`$', "$`dZ = dA \\circ \\mathrm{relu}'(Z)`$"], // biome-ignore format: one line
  ['`sigmoid`', '$`a = \\sigma(z)`$', '$`\\bar{z} \\mathrel{+}= \\bar{a} \\circ a \\circ (1 - a)`$', "$`dZ = dA \\circ \\sigma'(Z)`$"], // biome-ignore format: one line
  ['`mulAbsorbing`', '$`t = y\\,u`$', '$`\\bar{u} \\mathrel{+}= \\bar{t} \\circ y`$', '$`Y,\\; 1 - Y`$'],
  ['`log`', '$`u = \\log p`$', '$`\\bar{p} \\mathrel{+}= \\bar{u} / p`$', '$`Y / \\hat{Y}`$'],
  ['`log1p`', '$`u = \\log(1 + q)`$', '$`\\bar{q} \\mathrel{+}= \\bar{u} / (1 + q)`$', '$`(1 - Y) / (1 - \\hat{Y})`$'],
  ['`mean`', '$`J = \\frac{1}{m} \\sum_{i} u_{i}`$', '$`\\bar{u}_{i} \\mathrel{+}= \\bar{J} / m`$', '$`1/m`$'],
].map(([op = '', what = '', rule = '', formula = '']) => [`${op} ${what}`, rule, formula])

function factsOf({ task, samples, path, forward, backward, mean }: Comparison): Facts {
  const [first, quantities] = [forward[0], [...forward, ...backward]]
  if (first === undefined) throw new Error('there is no layer')
  return {
    sizes: task.sizes.join('-'),
    samples,
    sample: path.sample + 1,
    units: inline(path.units.map((unit) => unit + 1).join(' \\to ')),
    example: {
      label: first.node.label,
      name: first.node.name,
      value: inline(nodeSymbol({ ...first, part: 'value' }).latex),
      adjoint: inline(nodeSymbol({ ...first, part: 'adjoint' }).latex),
    },
    mean: { name: mean.name, label: mean.operand, term: inline(latexNumeral(mean.term)) },
    worst: difference(Math.max(...quantities.map((one) => one.difference))),
    count: quantities.length,
    articleSizes: articleSizes.join('-'),
  }
}

function givenBlocks(given: readonly Quantity[]): string[] {
  const written = given.map((one) => `${symbolOf(one).latex} = ${matrix(one.byHand)}`)
  return Array.from({ length: written.length / 2 }, (_, i) => math(written.slice(2 * i, 2 * i + 2).join(' \\qquad ')))
}

/** Each quantity under the heading of its layer; what its formula does is said where such a one stands first. */
function quantityBlocks(quantities: readonly Quantity[], comparison: Comparison, say: Prose): string[] {
  const layers = comparison.task.architecture.length
  const told = new Set<string>()
  let title = ''
  return quantities.flatMap((quantity) => {
    const { kind, layer, node, part } = quantity
    const heading = kind === 'J' ? say.cost : kind === 'dYHat' ? say.output : say.layer(layer)
    const text = reasonOf(quantity, comparison, say, told)
    const head = heading === title ? [] : [`### ${heading}`]
    title = heading
    const symbol = inline(nodeSymbol(quantity).latex)
    return [
      ...head,
      text,
      math(formulaOf(quantity, layers).latex),
      ...(quantity.element === null ? [] : [math(elementText(quantity, quantity.element).latex)]),
      math(bothMatrices(quantity)),
      say.node(symbol, node.name, say.part[part], difference(quantity.difference), difference(quantity.bound)),
    ]
  })
}

function reasonOf({ kind, layer }: Quantity, { forward, task }: Comparison, say: Prose, told: Set<string>): string {
  const activation = task.architecture[layer - 1]?.activation
  const key = kind === 'A' && activation !== undefined ? activation : kind === 'dAPrev' && layer === 1 ? 'dX' : kind
  const Z = forward.find((one) => one.kind === 'Z' && one.layer === layer)
  if (kind === 'dZ' && activation === 'relu' && Z !== undefined) {
    const all = Z.byHand.flat()
    return say.reluOff({ off: all.filter((z) => z <= 0).length, all: all.length, symbol: inline(symbolOf(Z).latex) })
  }
  const symbol = inline(symbolOf({ kind, layer }).latex)
  if (told.has(key)) return say.sameAs(symbol)
  told.add(key)
  return say.reasons[key] ?? say.sameAs(symbol)
}

/** `Z = [by hand]   v = [on the tape]   Z = vᵀ` */
function bothMatrices(quantity: Quantity): string {
  const [self, node] = [symbolOf(quantity).latex, nodeSymbol(quantity).latex]
  const parts = [
    `${self} = ${matrix(quantity.byHand)}`,
    `${node} = ${matrix(quantity.raw)}`,
    `${self} = ${fromNode(quantity).latex}`,
  ]
  return parts.join(' \\qquad ')
}

function largeBlocks({ forward, backward, samples, task }: Comparison, facts: Facts, say: Prose): string[] {
  const rows = [...forward, ...backward].map((one) => [
    inline(symbolOf(one).latex),
    shape(one.byHand),
    inline(latexNumeral(norm(one.byHand))),
    onTape(one, say),
    difference(one.bound),
  ])
  const text = say.article.text({ ...facts, samples, articleSizes: task.sizes.join('-') })
  return [`## ${say.article.title}`, ...text, table(say.article.heads, rows)]
}

function onTape(one: Quantity, say: Prose): string {
  return `${inline(fromNode(one).latex)}, \`${one.node.name}\`, ${say.part[one.part]}`
}

function matrix(a: Matrix): string {
  if (a.length === 1 && a[0]?.length === 1) return latexNumeral(a[0][0] ?? Number.NaN)
  return `\\begin{bmatrix} ${a.map((row) => row.map(latexNumeral).join(' & ')).join(' \\\\ ')} \\end{bmatrix}`
}

function shape(a: Matrix): string {
  return inline(`${a.length} \\times ${a[0]?.length ?? 0}`)
}

/** A difference or a bound. */
function difference(x: number): string {
  return inline(latexNumeral(Number(small(x))))
}

function inline(tex: string): string {
  return `$\`${tex}\`$`
}

function math(tex: string): string {
  return ['```math', tex, '```'].join('\n')
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The block after the first paragraph. */
function around([first = '', ...others]: readonly string[], block: string): string[] {
  return [first, block, ...others]
}

/** A paragraph in lines, broken between words and never inside a formula, code or a link. */
function wrapped(block: string): string {
  if (/^(```|#|\|)/.test(block)) return block
  const lines: string[] = []
  for (const word of block.match(/(?:\$`[^`]*`\$|`[^`]*`|\S)+/g) ?? []) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}
