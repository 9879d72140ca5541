import { leavesOf } from '@adjoint/autograd'
import { random, ShapeError, scope, type Tensor, tensor } from '@adjoint/tensor'
import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  dense,
  dropout,
  embedding,
  gruCell,
  type LayerLike,
  multiHeadAttention,
  recurrent,
  relu,
  sequential,
  sigmoid,
  summary,
} from '../src/index.ts'
import { cases, modelOf } from './networks.ts'

const rng = random(0)

/** What somebody writes without sequential. */
class Own {
  readonly scale = tensor([[1], [2]])
  readonly head: LayerLike = dense(1, 2, rng)

  forward(x: Tensor): Tensor {
    return this.head.forward(x.matmul(this.scale))
  }
}

function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '))
}

describe('summary', () => {
  it('lists the layers with shapes and numbers of parameters', () => {
    const model = sequential(dense(2, 25, rng), relu(), dense(25, 1, rng), sigmoid())
    expect(summary(model, [900, 2])).toBe(
      [
        'part      kind     output     parameters',
        '────────  ───────  ─────────  ──────────',
        'layers.0  dense    [900, 25]          75',
        'layers.1  relu     [900, 25]           0',
        'layers.2  dense    [900, 1]           26',
        'layers.3  sigmoid  [900, 1]            0',
        '────────  ───────  ─────────  ──────────',
        'total                                101',
      ].join('\n'),
    )
  })

  it('knows only the parts with parameters when no shape is given', () => {
    const model = sequential(dense(2, 25, rng), relu(), dense(25, 1, rng))
    expect(lines(summary(model)).slice(2, 4)).toEqual(['layers.0 | dense | 75', 'layers.2 | dense | 26'])
  })

  test.prop([cases()])('adds up to the number of parameters', (given) => {
    const model = modelOf(given)
    const count = leavesOf(model).reduce((sum, { tensor }) => sum + tensor.size, 0)
    expect(lines(summary(model)).at(-1)).toBe(`total | ${count}`)
    expect(lines(summary(model, [5, given.X.length])).at(-1)).toBe(`total | ${count}`)
  })

  it('shows what is inside a nested model, each part with its output', () => {
    const model = sequential(sequential(dense(2, 3, rng), relu()), dense(3, 1, rng))
    expect(lines(summary(model, [9, 2])).slice(2, -2)).toEqual([
      'layers.0 | sequential | [9, 3] | 0',
      'layers.0.layers.0 | dense | [9, 3] | 9',
      'layers.0.layers.1 | relu | [9, 3] | 0',
      'layers.1 | dense | [9, 1] | 4',
    ])
  })

  it('sorts ten layers by number', () => {
    const model = sequential(...Array.from({ length: 11 }, () => relu()))
    expect(
      lines(summary(model, [1, 2]))
        .slice(2, -2)
        .map((line) => line.split(' ')[0]),
    ).toEqual(Array.from({ length: 11 }, (_, i) => `layers.${i}`))
  })

  it('takes classes of its readers, alone and among layers', () => {
    expect(lines(summary(new Own(), [9, 2])).slice(2, -2)).toEqual(['head | dense | 4', 'scale | tensor | 2'])
    expect(lines(summary(sequential(new Own(), relu()), [9, 2])).slice(2, -2)).toEqual([
      'layers.0 | Own | [9, 2] | 2',
      'layers.0.head | dense | 4',
      'layers.1 | relu | [9, 2] | 0',
    ])
  })

  it('shows layers that do nothing when they infer, and no scopes that are no parts', () => {
    const model = sequential(recurrent(gruCell(2, 3, rng)), dropout(0.5))
    expect(lines(summary(model, [7, 4, 2])).slice(2, -2)).toEqual([
      'layers.0 | recurrent | [7, 4, 3] | 0',
      'layers.0.cell | gruCell | 0',
      'layers.0.cell.hidden | dense | 36',
      'layers.0.cell.input | dense | 27',
      'layers.1 | dropout | 0',
    ])
  })

  it('gives each part of an attention its own output', () => {
    const text = lines(summary(sequential(multiHeadAttention(4, 2, rng)), [5, 3, 4]))
    for (const part of ['query', 'key', 'value', 'output'])
      expect(text).toContain(`layers.0.${part} | dense | [5, 3, 4] | 20`)
  })

  it('gives integers to a model that begins with an embedding', () => {
    const model = sequential(embedding(5, 3, rng), dense(3, 1, rng))
    expect(lines(summary(model, [7, 4])).slice(2, -2)).toEqual([
      'layers.0 | embedding | [7, 4, 3] | 15',
      'layers.1 | dense | [7, 4, 1] | 4',
    ])
    expect(() => summary(sequential(embedding(5, 3, rng), dense(2, 1, rng)), [7, 4])).toThrow(
      'in layers.1: dense(2, 1) takes [..., 2]',
    )
  })

  it('finds what is in a map', () => {
    const model = {
      parts: new Map([['act', relu()]]),
      forward: (x: Tensor): Tensor => scope('parts.act', () => relu().forward(x)),
    }
    expect(lines(summary(model, [5, 2])).slice(2, -2)).toEqual(['parts.act | relu | [5, 2] | 0'])
  })

  it('writes thousands with commas, and computes nothing for a batch of a million', () => {
    const model = sequential(dense(1000, 1000, rng), relu())
    expect(lines(summary(model, [1_000_000, 1000])).slice(2)).toContain(
      'layers.0 | dense | [1000000, 1000] | 1,001,000',
    )
  })

  it('says which layer the input does not fit', () => {
    expect(() => summary(sequential(dense(2, 3, rng)), [9, 3])).toThrow(ShapeError)
    expect(() => summary(sequential(dense(2, 3, rng)), [9, 3])).toThrow(
      'in layers.0: dense(2, 3) takes [..., 2], but gets x0 [9, 3].',
    )
  })
})
