// What the text in a terminal says, in the two languages of the article's readers.

import type { Quantity } from './comparison.ts'

export type Language = 'en' | 'zh'

export type PartNames = Readonly<Record<Quantity['part'], string>>

/** What the tape holds of a node, in words. */
export const partNames: Readonly<Record<Language, PartNames>> = {
  en: { value: 'value', adjoint: 'adjoint' },
  zh: { value: '值', adjoint: '伴随' },
}

export interface Words {
  readonly title: (sizes: string, samples: number) => string
  readonly rounded: string
  readonly unrounded: string
  /** @param value, adjoint the symbols of the node that has this label */
  readonly orientation: (value: string, adjoint: string, label: string) => readonly string[]
  readonly follow: (sample: number, units: string) => string
  readonly given: string
  readonly forwardLayer: (layer: number) => string
  readonly cost: string
  readonly output: string
  readonly backwardLayer: (layer: number) => string
  readonly byHand: string
  readonly tape: string
  /** what a symbol of the tape is: which part of the node of that name */
  readonly isPartOf: (symbol: string, part: string, name: string) => string
  readonly norms: (symbol: string, byHand: string, tape: string) => string
  readonly difference: (difference: string, bound: string) => string
  /** between two statements of a line */
  readonly stop: string
  readonly tooLarge: string
  readonly summary: string
  readonly heads: readonly [
    quantity: string,
    shape: string,
    norm: string,
    node: string,
    difference: string,
    bound: string,
  ]
  readonly part: PartNames
  readonly tapeTitle: string
  readonly verdict: (count: number, worst: string, agree: boolean) => string
}

const english: Words = {
  title: (sizes, samples) =>
    `The article's network, by hand and on the tape: ${sizes}, ${samples} ${samples === 1 ? 'point' : 'points'}`,
  rounded: 'All weights, biases and points have one decimal, so that each result can be checked with a pencil.',
  unrounded: 'Weights and points are drawn as in the article. = stands where all digits are shown, ≈ where not.',
  orientation: (value, adjoint, label) => [
    'By hand a sample is a column, Z = W A + b; on the tape it is a row, z = a w + b: transposes.',
    'Adjoints hold the 1/m of the mean from the start; the article puts it off until dW and db.',
    `${value} is the value of node ${label} of the tape, which is printed last, and ${adjoint} its adjoint.`,
  ],
  follow: (sample, units) => `The lines with numbers follow one sample, number ${sample}, through the units ${units}.`,
  given: 'Given',
  forwardLayer: (layer) => `Forward, layer ${layer}`,
  cost: 'The cost',
  output: 'Backward, the output',
  backwardLayer: (layer) => `Backward, layer ${layer}`,
  byHand: 'by hand',
  tape: 'tape',
  isPartOf: (symbol, part, name) => `${symbol} is the ${part} of ${name}`,
  norms: (symbol, byHand, tape) => `‖${symbol}‖ = ${byHand} by hand, ${tape} on the tape`,
  difference: (difference, bound) => `largest difference ${difference}, by rounding at most ${bound}`,
  stop: '; ',
  tooLarge: 'more than rounding explains',
  summary: 'All of it',
  heads: ['by hand', 'shape', 'norm', 'on the tape', 'difference', 'at most'],
  part: partNames.en,
  tapeTitle: 'The tape: each op as it ran, and the adjoint that backward left there',
  verdict: (count, worst, agree) =>
    agree
      ? `${count} quantities, never more than ${worst} apart, each element within what rounding explains.`
      : `${count} quantities, up to ${worst} apart: that is more than rounding explains.`,
}

const chinese: Words = {
  title: (sizes, samples) => `文章中的网络：手工推导与计算带并排对照，结构 ${sizes}，${samples} 个样本`,
  rounded: '权重、偏置和样本都只取一位小数，每个结果都可以用纸笔验算。',
  unrounded: '权重和样本按原文的方式生成。数字全部写出时用 =，经过舍入时用 ≈。',
  orientation: (value, adjoint, label) => [
    '手工公式中每列是一个样本：Z = W A + b；计算带上每行是一个样本：z = a w + b；二者互为转置。',
    '伴随从求平均那一步起就含有因子 1/m；原文则推迟到计算 dW 和 db 时才乘上。',
    `${value} 是计算带（列在最后）上节点 ${label} 的值，${adjoint} 是它的伴随。`,
  ],
  follow: (sample, units) => `代入数字的各行始终跟踪第 ${sample} 个样本，依次经过各层的第 ${units} 个神经元。`,
  given: '已知量',
  forwardLayer: (layer) => `前向传播，第 ${layer} 层`,
  cost: '代价函数',
  output: '反向传播，输出端',
  backwardLayer: (layer) => `反向传播，第 ${layer} 层`,
  byHand: '手工',
  tape: '计算带',
  isPartOf: (symbol, part, name) => `${symbol} 是 ${name} 的${part}`,
  norms: (symbol, byHand, tape) => `‖${symbol}‖：手工 ${byHand}，计算带 ${tape}`,
  difference: (difference, bound) => `最大差异 ${difference}，舍入误差上界 ${bound}`,
  stop: '；',
  tooLarge: '超出舍入误差所能解释的范围',
  summary: '汇总',
  heads: ['手工', '形状', '范数', '计算带', '差异', '上界'],
  part: partNames.zh,
  tapeTitle: '计算带：依次记录的每个运算，以及反向传播留下的伴随',
  verdict: (count, worst, agree) =>
    agree
      ? `共 ${count} 个量，差异最大 ${worst}，每个元素的差异都在舍入误差范围之内。`
      : `共 ${count} 个量，差异最大 ${worst}，超出了舍入误差所能解释的范围。`,
}

export const words: Readonly<Record<Language, Words>> = { en: english, zh: chinese }
