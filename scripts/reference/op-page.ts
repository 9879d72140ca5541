// The page of a topic: its ops with everything that is known of them.
import { type OpEntry, summaryOf, type Topic } from './catalogue.ts'
import { compiledAs } from './compiled.ts'
import { conventionsOf, kinksPage } from './kinks.ts'
import {
  anchorOf,
  bullet,
  codeBlock,
  contract,
  description,
  examples,
  generated,
  link,
  prose,
  sources,
  wrapped,
} from './markdown.ts'
import type { RuleText } from './rules.ts'

export function opPage(topic: Topic, rules: ReadonlyMap<string, RuleText>): string {
  const from = topic.page
  const home = link('All ops', from, 'docs/reference/README.md')
  return [
    `# ${topic.title}`,
    generated,
    `${home} · ${link('names elsewhere', from, 'docs/reference/names.md')} · ${link('source', from, topic.file)}`,
    topic.ops.map((op) => bullet(`[\`${op.name}\`](#${anchorOf(op.name)}): ${prose(summaryOf(op))}`)).join('\n'),
    ...topic.ops.flatMap((op) => section(op, topic, rules.get(op.name))),
  ].join('\n\n')
}

function section(op: OpEntry, { page, name: topic }: Topic, rule: RuleText | undefined): string[] {
  const { doc, name, signature } = op
  return [
    `## ${name}`,
    codeBlock(signature),
    ...description(doc),
    contract(doc),
    ...examples(doc),
    ...derivative(op, page, topic, rule),
    ...kinks(name, page),
    wrapped(`**Compiled:** ${compiledAs(op.op)}`),
    ...sources(doc),
  ]
}

function derivative({ op }: OpEntry, page: string, topic: string, rule: RuleText | undefined): string[] {
  if (rule) return [`**Derivative**, in ${link(`rules/${topic}.ts`, page, rule.file)}:`, codeBlock(rule.code)]
  if (op !== null) return ['**Derivative:** none.']
  return [wrapped('**Derivative:** by the ops that it calls; these are on the tape, and it needs no rule of its own.')]
}

function kinks(name: string, page: string): string[] {
  const headings = conventionsOf(name)
  if (headings.length === 0) return []
  const links = headings.map((heading) => link(heading, page, kinksPage, heading))
  return [wrapped(`**Where there is no derivative, or an unusual one:** ${links.join('; ')}.`)]
}
