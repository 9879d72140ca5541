import {
  type Explanation,
  type ExplanationJson,
  explain,
  explanationSchema,
  type NumberJson,
  stopGradient,
} from '@adjoint/autograd'
import { functionOf, program, special } from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import { matmul, ones, relu, remainder, scope, sigmoid, sum, type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { renderToString } from 'katex'
import { describe, expect, test } from 'vitest'
import { problems } from './schema-check.ts'

const explanations = program(adjoint, vocabulary, { maxOps: 8, maxSize: 16, profile: special }).map((made) => {
  const f = functionOf(made)
  const [x = ones([]), ...rest] = made.inputs.map((array) => adjoint.tensor(array))
  return explain((...inputs: Tensor[]) => sum(f(...inputs)), x, ...rest)
})

const network = explain(
  (w: Tensor, x: Tensor) => {
    const hidden = scope('fc1', () => relu(matmul(x, w).add(tensor([1, -1]))))
    return scope('out "1"', () => sigmoid(hidden.sum({ axis: 1 }))).mean()
  },
  tensor([[1, 2], [3, 4]]), // biome-ignore format: a matrix
  tensor([[0.5, -1]]),
)

describe('JSON', () => {
  test('is valid by its schema, and survives being written and read', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const json = explanation.toJson()
        expect(problems(explanationSchema, json)).toEqual([])
        expect(JSON.parse(JSON.stringify(json))).toEqual(json)
      }),
      { numRuns: 50 },
    )
  })

  test('holds the numbers of the explanation to the last bit, those too that JSON has not', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const json: ExplanationJson = JSON.parse(JSON.stringify(explanation.toJson()))
        for (const { index, value, adjoint: g } of explanation.nodes) {
          expect(json.nodes[index]?.value.data?.map(Number)).toEqual(Array.from(value.toTypedArray()))
          expect(json.nodes[index]?.adjoint?.data?.map(Number)).toEqual(g ? Array.from(g.toTypedArray()) : undefined)
        }
        for (const [i, { contributions }] of explanation.steps.entries()) {
          for (const [k, { term }] of contributions.entries()) {
            const data: readonly NumberJson[] = json.steps[i]?.contributions[k]?.term.data ?? []
            expect(data.map(Number)).toEqual(Array.from(term.toTypedArray()))
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test('the schema refuses what is not so', () => {
    const json = network.toJson()
    expect(problems(explanationSchema, { ...json, version: 2 })).toEqual(['/version is not 1'])
    expect(problems(explanationSchema, { ...json, more: 1 })).toEqual(['/more is not allowed'])
    const { nodes: _, ...rest } = json
    expect(problems(explanationSchema, rest)).toEqual(['/nodes is missing'])
    expect(problems(explanationSchema, { ...json, outputs: [-1, 0.5] })).toEqual(['/outputs/0 is too small', '/outputs/1 is no integer']) // biome-ignore format: one line
  })

  test('of large tensors only the range and the norm are told', () => {
    const [node] = explain((x: Tensor) => x.sum(), tensor([3, 4, 0])).toJson({ limit: 2 }).nodes
    expect(node?.value).toEqual({ shape: [3], dtype: 'float32', min: 0, max: 4, norm: 5, data: null })
    expect(() => Reflect.apply(network.toJson, network, [{ limits: 2 }])).toThrow('toJson: unknown option "limits"')
  })
})

describe('Mermaid and DOT', () => {
  const drawn = (explanation: Explanation) => {
    const { nodes, edges } = explanation.graph()
    return { ids: nodes.map(({ id }) => id).sort(), edges: edges.map(({ from, to }) => `${from} ${to}`).sort() }
  }

  test('every value is a node, every use an edge, whatever the program', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const { ids, edges } = drawn(explanation)
        const mermaid = explanation.toMermaid()
        expect([...mermaid.matchAll(/^ *([nc]\d+)[([]/gm)].map(([, id]) => id).sort()).toEqual(ids)
        expect(
          [...mermaid.matchAll(/^ *([nc]\d+) -->\|"[^"]*"\| ([nc]\d+)$/gm)].map(([, a, b]) => `${a} ${b}`).sort(),
        ).toEqual(edges)
        const dot = explanation.toDot()
        expect([...dot.matchAll(/^ *([nc]\d+) \[label=/gm)].map(([, id]) => id).sort()).toEqual(ids)
        expect(
          [...dot.matchAll(/^ *([nc]\d+) -> ([nc]\d+) \[label="[^"]*"\];$/gm)].map(([, a, b]) => `${a} ${b}`).sort(),
        ).toEqual(edges)
      }),
      { numRuns: 50 },
    )
  })

  test('a layer is a subgraph, with its parameters and constants; quotes in names do not end a label', () => {
    const mermaid = network.toMermaid()
    expect(mermaid).toContain('subgraph s0["fc1"]')
    expect(mermaid).toContain('subgraph s1["out #34;1#34;"]')
    const first = mermaid.slice(mermaid.indexOf('subgraph s0'), mermaid.indexOf('end'))
    expect([...first.matchAll(/([nc]\d+)[([]/g)].map(([, id]) => id)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'c0'])
    const dot = network.toDot()
    expect(dot).toContain('label="out \\"1\\"";')
    expect(dot.replace(/\\./g, '').split('"').length % 2).toBe(1) // strings end
    expect(dot.match(/\{/g)?.length).toBe(dot.match(/\}/g)?.length)
  })

  test('edges bear shapes', () => {
    expect(network.toMermaid()).toContain('n0 -->|"f32[2,2]"| n2')
    expect(network.toDot()).toContain('n0 -> n2 [label="f32[2,2]"];')
  })
})

describe('Markdown', () => {
  test('formulas stand between dollars, and tables have equally many cells', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const markdown = explanation.toMarkdown()
        const blocks = markdown.split('$$')
        expect(blocks.length % 2).toBe(1)
        for (const [i, block] of blocks.entries()) {
          if (i % 2 === 1) expect(block).not.toMatch(/\$|\n\n/)
          else for (const line of block.split('\n')) expect((line.match(/\$/g)?.length ?? 0) % 2).toBe(0)
        }
        const cells = markdown.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').length) // biome-ignore format: one chain
        expect(new Set(cells).size).toBeLessThanOrEqual(2) // two tables
        expect(markdown).not.toMatch(/\\[^a-zA-Z]/)
      }),
      { numRuns: 50 },
    )
  })

  test('each formula is LaTeX that is rendered', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const prose = explanation.toMarkdown().replaceAll(/`[^`]*`/g, '')
        const formulas = [...prose.matchAll(/\$\$\n(.*?)\n\$\$|\$(.+?)\$/g)]
        expect(formulas.length).toBeGreaterThan(explanation.nodes.length)
        for (const [, display, inline] of formulas) {
          const displayMode = display !== undefined
          renderToString(display ?? inline ?? '', { displayMode, throwOnError: true, strict: 'error' })
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('text', () => {
  test('every node and every step has its lines, and no line ends in a space', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const text = String(explanation)
        for (const { name } of explanation.nodes) expect(text).toContain(name)
        for (const [i] of explanation.steps.entries()) expect(text).toContain(explanation.describeStep(i))
        expect(text).not.toMatch(/ $/m)
        expect(text).not.toContain('\u001b')
      }),
      { numRuns: 50 },
    )
  })

  test('a name cannot end a line, or send a code to the terminal', () => {
    const f = (x: Tensor): Tensor => scope('one\ntwo\u001b[31m', () => x.mul(2))
    const explanation = explain(f, tensor(3))
    expect(String(explanation)).not.toContain('\u001b')
    expect(String(explanation)).toContain('\nv₁  one two [31m/mul  f32[]  v₀ · 2  = 6  (result)\n')
    expect(explanation.describeNode(1)).not.toContain('\n')
    expect(explanation.describeStep(0).split('\n')[0]).toBe('v₁ one two [31m/mul  v̄₁ = 1  complete')
  })

  test('columns stand below each other where names are Chinese, or have accents of their own', () => {
    const f = (model: Readonly<Record<string, Tensor>>): Tensor => Object.values(model).reduce((a, b) => a.mul(b))
    const lines = String(explain(f, { 权重: tensor(1), 'e\u0301te\u0301': tensor(2), '😀': tensor(3) })).split('\n')
    expect(lines.slice(1, 4)).toEqual([
      'v₀  权重  f32[]  input    = 1',
      'v₁  e\u0301te\u0301   f32[]  input    = 2',
      'v₂  😀    f32[]  input    = 3',
    ])
  })

  test('one long formula does not push all others to the right', () => {
    const [, input, long] = String(explain((x: Tensor) => remainder(x, 3), tensor(7))).split('\n')
    expect(input).toBe('v₀  x0         f32[]  input  = 7')
    expect(long?.length).toBeGreaterThan(100)
  })

  test('a result that is returned twice begins with the sum of its cotangents', () => {
    const twice = (x: Tensor) => {
      const y = x.square()
      return [y, y] as const
    }
    const explanation = explain({ cotangent: [tensor(1), tensor(2)] as const }, twice, tensor(3))
    expect(String(explanation)).toContain('\nBackward, from v̄₁ = 1, v̄₁ += 2\n')
    expect(explanation.toMarkdown()).toContain('with $\\bar{v}_{1} = 1$ and $\\bar{v}_{1} \\mathrel{+}= 2$.')
  })

  test('a node through which nothing flows says so', () => {
    const text = String(explain((x: Tensor) => x.mul(stopGradient(x)), tensor(3)))
    expect(text).toContain('\nv₁ stopGradient  v̄₁ = 3  complete; passes nothing on\n')
  })

  test('reads like the chain rule', () => {
    const f = (x: Tensor): Tensor => x.mul(x).add(x)
    expect(String(explain(f, tensor(3)))).toBe(
      [
        'Forward',
        'v₀  x0   f32[]  input    = 3',
        'v₁  mul  f32[]  v₀ · v₀  = 9',
        'v₂  add  f32[]  v₁ + v₀  = 12  (result)',
        '',
        'Backward, from v̄₂ = 1',
        '',
        'v₂ add  v̄₂ = 1  complete',
        '    ∂v₂/∂v₁ = 1',
        '    v̄₁ += v̄₂ = 1',
        '    ∂v₂/∂v₀ = 1',
        '    v̄₀ += v̄₂ = 1',
        '    v̄₀ so far 1  (term 1 of 3)',
        '',
        'v₁ mul  v̄₁ = 1  complete',
        '    ∂v₁/∂v₀ = v₀ = 3',
        '    v̄₀ += v̄₁ · v₀ = 1 · 3 = 3',
        '    v̄₀ so far 4  (term 2 of 3)',
        '    ∂v₁/∂v₀ = v₀ = 3',
        '    v̄₀ += v̄₁ · v₀ = 1 · 3 = 3',
        '    v̄₀ so far 7  (term 3 of 3, complete)',
        '',
        'v₀ x0  v̄₀ = 7  complete; an input, nothing to pass on',
      ].join('\n'),
    )
  })
})
