// What a page says between its formulas. The formulas and numbers are the page's own and the same in every language.
import type { Kind } from './comparison.ts'
import { type Language, type PartNames, partNames } from './words.ts'

/** What the sentences speak of, in Markdown where it is a formula. */
export interface Facts {
  readonly sizes: string
  readonly samples: number
  readonly sample: number
  readonly units: string
  /** the tape's node of Z⁽¹⁾ */
  readonly example: { readonly label: string; readonly name: string; readonly value: string; readonly adjoint: string }
  /** the node that divides by m, and each element of what it hands on */
  readonly mean: { readonly name: string; readonly label: string; readonly term: string }
  readonly worst: string
  readonly count: number
  readonly articleSizes: string
}

/** The elements of a hidden Z at which a relu is off. */
interface Off {
  readonly off: number
  readonly all: number
  readonly symbol: string
}

export interface Prose {
  readonly title: string
  readonly other: string
  readonly intro: (facts: Facts) => readonly string[]
  readonly network: { readonly title: string; readonly text: (facts: Facts) => readonly string[] }
  readonly rows: { readonly title: string; readonly text: (facts: Facts) => readonly string[] }
  readonly follow: { readonly title: string; readonly text: (facts: Facts) => readonly string[] }
  readonly forward: { readonly title: string; readonly text: (facts: Facts) => readonly string[] }
  readonly backward: { readonly title: string; readonly text: (facts: Facts) => readonly string[] }
  readonly layer: (layer: number) => string
  readonly cost: string
  readonly output: string
  /** what a formula does, said where it stands first */
  readonly reasons: Readonly<Partial<Record<Kind | 'relu' | 'sigmoid' | 'dX', string>>>
  readonly reluOff: (off: Off) => string
  readonly sameAs: (symbol: string) => string
  readonly node: (symbol: string, name: string, part: string, difference: string, bound: string) => string
  readonly instead: {
    readonly title: string
    readonly text: (facts: Facts) => readonly string[]
    readonly heads: readonly [string, string, string]
    readonly after: (facts: Facts) => readonly string[]
  }
  readonly differences: {
    readonly title: string
    readonly text: (facts: Facts) => readonly string[]
    readonly heads: readonly string[]
  }
  readonly article: {
    readonly title: string
    readonly text: (facts: Facts) => readonly string[]
    readonly heads: readonly string[]
  }
  readonly part: PartNames
}

const english: Prose = {
  title: 'Beside the article',
  other: '[这一页的中文版](beside-the-article.zh.md)',
  intro: ({ sizes, samples, articleSizes }) => [
    "Piotr Skalski's *[Let's code a Neural Network in plain NumPy](https://towardsdatascience.com/lets-code-a-neural-network-in-plain-numpy-ae7e74410795)* derives the gradients of a network by hand, layer by layer. On this page its formulas run beside the tape, on the same numbers: what the article computes, and the node of the tape that holds the same.",
    `The network is small enough to write down: ${sizes}, with ${hasHidden(sizes) ? 'relu in between and ' : ''}a sigmoid last, and ${samples} ${samples === 1 ? 'point' : 'points'}. Weights, biases and points have one decimal, so that each result can be checked with a pencil.`,
    `\`npm run explain\` shows this in a terminal, and \`npm run explain -- --layers ${articleSizes}\` the article's own network. This page was written by \`npm run explain -- --write\`: each of its numbers is computed, and CI checks that they are current.`,
  ],
  network: {
    title: 'The network and its points',
    text: () => [
      'Each column of $`X`$ is a point, and $`Y`$ has its class. Layer $`l`$ has a weight for each pair of a unit and an input, $`W^{(l)}`$, and a bias for each unit, $`b^{(l)}`$.',
    ],
  },
  rows: {
    title: 'Columns and rows',
    text: ({ example }) => [
      'In the article a sample is a column, and a layer is $`W A + b`$. On the tape, as in most libraries, a sample is a row, and a layer is $`a w + b`$. One is the transpose of the other:',
      `So the tape's numbers are transposed before they are compared. Below, ${example.value} is the value of node \`${example.label}\` of the tape, and ${example.adjoint} its *adjoint*: the derivative of the cost with respect to this value. The node's name, \`${example.name}\`, says which layer made it by which op.`,
    ],
  },
  follow: {
    title: 'One number to follow',
    text: ({ sample, units }) => [
      `Below each formula stands one element of it, with the numbers in it. These elements follow sample ${sample} through the units ${units}, so that the number with which one line ends is found again in a later one. In such a line $\`=\`$ shows all digits, and $\`\\approx\`$ four; matrices show at most four.`,
    ],
  },
  forward: {
    title: 'Forward',
    text: () => ['Both sides compute the same here, and both keep it: the way back needs it.'],
  },
  backward: {
    title: 'Backward',
    text: ({ samples, mean }) => [
      'We look for the derivative of the cost with respect to each weight and each bias. The cost is a function of a function of a function: $`W^{(1)}`$ changes $`Z^{(1)}`$, that changes $`A^{(1)}`$, that changes $`Z^{(2)}`$, and so on to $`J`$. The chain rule says two things. Along one path, the derivatives multiply. Where several paths lead to the cost, their products add up.',
      'So we begin at the end. What is known of one value gives what is known of the values before it: times the local derivative, added over all paths. Each value is passed once, however many weights lie before it: that is why one goes backward.',
      `One difference is a convention. $\`J\`$ is a mean, so its derivatives begin with $\`1/m\`$, here $\`1/${samples}\`$. The tape has that factor in each of its adjoints, since it begins at the node \`${mean.name}\`. The article leaves it out of $\`dA\`$ and $\`dZ\`$, which are the derivatives of each sample's own loss, and puts it in with $\`dW\`$ and $\`db\`$. So $\`dZ = m\\, \\bar{v}^{\\top}\`$, but $\`dW = \\bar{v}^{\\top}\`$.`,
    ],
  },
  layer: (layer) => `Layer ${layer}`,
  cost: 'The cost',
  output: 'The output',
  reasons: {
    Z: 'Each unit adds up its inputs, each times a weight, and its bias. The bias is added to each sample, that is, to each column.',
    relu: 'The activation is a function of one number, applied to each element by itself. relu keeps what is positive and makes the rest 0.',
    sigmoid: 'In the last layer the sigmoid makes a probability of each number, that of class 1.',
    J: 'The binary cross-entropy takes the logarithm of the probability that was given to the right class, and the mean over the samples. The tape does it in several ops, of which this is the last.',
    dYHat:
      "The way back begins with the derivative of each sample's loss with respect to its prediction. Only one of the two terms is not 0: the right class counts. A raised prediction lowers the cost where the class is 1, so the derivative is negative there.",
    dZ: "From $`A = g(Z)`$ to $`Z`$. An element of $`A`$ depends on the same element of $`Z`$ and on no other, so there is one path only, and the chain rule is a product element by element: $`\\circ`$, not a matrix product. The local derivative of the sigmoid needs no new exponential, because it can be written with what the way forward has kept: $`\\sigma' = \\sigma\\,(1 - \\sigma)`$.",
    dW: 'A weight is used once for each sample: $`Z_{i,s} = \\dots + W_{i,k} A_{k,s} + \\dots`$. The local derivative is $`A_{k,s}`$, and there are $`m`$ paths to the cost, one through each sample, whose products $`dZ_{i,s} A_{k,s}`$ add up. This sum over samples, for all $`i`$ and $`k`$ at once, is a matrix product with the transpose of what came in. The mean puts $`1/m`$ before it.',
    db: 'A bias, too, is used for each sample, with the local derivative 1. So its derivative is the sum over the samples, the columns of $`dZ`$. What was repeated forward is summed backward; this is the derivative of broadcasting.',
    dAPrev:
      'An input of the layer is used by each of its units: its paths to the cost are the units, and $`W_{i,k}`$ is the local derivative of unit $`i`$. The sum over units, for all inputs and samples at once, is $`W^{\\top} dZ`$. That is the $`dA`$ with which the layer before begins.',
    dX: 'Nobody trains the points, and training leaves this out. It says how the loss would change if a point moved, and the tape has it as it has all others.',
  },
  reluOff: ({ off, all, symbol }) =>
    `A relu passes on all or nothing: its local derivative is 1 where it kept its input, else 0. ${
      off === 0
        ? `Here each element of ${symbol} is above 0, and all is passed on.`
        : `Of the ${all} elements of ${symbol}, ${off} ${off === 1 ? 'is' : 'are'} not above 0. There the derivative ends: that sample teaches that unit nothing.`
    }`,
  sameAs: (symbol) => `As before, for ${symbol}.`,
  node: (symbol, name, part, difference, bound) =>
    `On the tape ${symbol} is the ${part} of \`${name}\`. The largest difference is ${difference}; rounding may make it up to ${bound}.`,
  instead: {
    title: 'What the tape does instead',
    text: () => [
      'None of these derivatives was written for the tape. While the network ran forward, the tape noted each op, what it was applied to, and its value. This is all of it, with the norm of the adjoint that was left at each node:',
      'Then `backward` walks this list from its end to its beginning. At each node it knows the adjoint, because everything that uses the node stands further down. It asks the table of derivatives for the rule of this one op, and adds to the adjoints of its operands what the rule gives. The rules do not know of layers or networks:',
    ],
    heads: ['op', 'its rule', "the article's formula that comes of it"],
    after: ({ mean }) => [
      `Put one after the other, these rules *are* the formulas above; they do not have to be derived again when a layer, an activation or the loss is another. The factor $\`1/m\`$ comes from \`${mean.name}\` by itself: it hands ${mean.term} to each element of node \`${mean.label}\`, and everything before inherits that. And the sum over samples in $\`db\`$ is none of the network's business either: what is broadcast forward is summed backward, in one place, for all ops.`,
      'How this is done is told in [How the tape works](how-the-tape-works.md); [Reverse mode in 100 lines](reverse-mode-in-100-lines.md) builds such a tape; [the tutorial](../tutorial.md) goes on from here to training.',
    ],
  },
  differences: {
    title: 'All differences',
    text: ({ count, worst }) => [
      `Both sides compute with 53 binary digits, but they add in another order, and the tape's exponentials and logarithms need not be those of the by-hand code. Of ${count} quantities none differs by more than ${worst}. The last column is what rounding may explain: one unit in the last place for each operation, and for each what its operands were already wrong by, added up along the network for both sides.`,
    ],
    heads: ['by hand', 'shape', 'on the tape', 'difference', 'at most'],
  },
  article: {
    title: "The article's own sizes",
    text: ({ articleSizes, samples }) => [
      `The same for ${articleSizes}, with the article's small weights, on ${samples} points: norms instead of matrices. Each element of each quantity agrees with the tape's within its own bound, of which the largest is in the last column.`,
    ],
    heads: ['by hand', 'shape', 'norm', 'on the tape', 'at most'],
  },
  part: partNames.en,
}

const chinese: Prose = {
  title: '与原文并排对照：手工推导与计算带',
  other: '[English version of this page](beside-the-article.md)',
  intro: ({ sizes, samples, articleSizes }) => [
    "Piotr Skalski 的文章 *[Let's code a Neural Network in plain NumPy](https://towardsdatascience.com/lets-code-a-neural-network-in-plain-numpy-ae7e74410795)* 用手工方式逐层推导出神经网络的梯度。本页用同一组数字，把原文的公式与计算带（tape）并排运行：左边是原文算出的量，右边是计算带上保存着同一个量的节点。",
    `这里的网络小到可以完整写出来：结构为 ${sizes}，${hasHidden(sizes) ? '隐藏层用 relu，' : ''}输出层用 sigmoid，共 ${samples} 个样本。权重、偏置和样本都只取一位小数，每个结果都可以用纸笔验算。`,
    `在终端运行 \`npm run explain\` 可以看到同样的内容；\`npm run explain -- --layers ${articleSizes}\` 则对原文的网络做同样的对照。本页由 \`npm run explain -- --write\` 生成，页上的每个数字都是程序算出来的，CI 会检查它们没有过时。`,
  ],
  network: {
    title: '网络与样本',
    text: () => [
      '$`X`$ 的每一列是一个样本， $`Y`$ 是它的类别。第 $`l`$ 层的权重矩阵 $`W^{(l)}`$ 为每个神经元的每个输入各存一个权重，偏置 $`b^{(l)}`$ 则是每个神经元一个。',
    ],
  },
  rows: {
    title: '列与行',
    text: ({ example }) => [
      '原文中一列是一个样本，一层写作 $`W A + b`$ 。计算带和大多数库一样，一行是一个样本，一层写作 $`a w + b`$ 。二者互为转置：',
      `所以比较之前要先把计算带上的数转置。下文中 ${example.value} 表示计算带上节点 \`${example.label}\` 的值， ${example.adjoint} 表示它的**伴随**（adjoint），也就是代价函数对这个值的导数。节点的名字 \`${example.name}\` 说明它由哪一层、哪个运算产生。`,
    ],
  },
  follow: {
    title: '跟踪一个数',
    text: ({ sample, units }) => [
      `每个公式下面都把其中一个元素代入数字写出来。这些元素始终跟踪第 ${sample} 个样本，依次经过各层的第 ${units} 个神经元（输入层则是坐标），因此前一行的结果会在后面的式子里再次出现。在这样的式子里，用 $\`=\`$ 的地方数字是完整的，用 $\`\\approx\`$ 的地方只保留四位有效数字；矩阵最多显示四位。`,
    ],
  },
  forward: {
    title: '前向传播',
    text: () => ['这一步两边做的计算相同，也都会把中间结果保存下来，因为反向传播要用到它们。'],
  },
  backward: {
    title: '反向传播',
    text: ({ samples, mean }) => [
      '我们要求的是代价函数对每个权重和每个偏置的导数。代价函数是层层嵌套的复合函数： $`W^{(1)}`$ 影响 $`Z^{(1)}`$ ，再影响 $`A^{(1)}`$ ，再影响 $`Z^{(2)}`$ ，一直传到 $`J`$ 。链式法则说的是两件事：沿一条路径，各段导数相乘；有多条路径通向代价函数时，把各条路径的乘积相加。',
      '因此从终点开始往回走。已知代价函数对某个值的导数，乘上局部导数，再对所有路径求和，就得到它对前一级各个值的导数。无论前面有多少权重，每个值都只需经过一次，这正是要“反向”计算的原因。',
      `有一处不同只是约定。 $\`J\`$ 是平均值，所以它的导数都带有因子 $\`1/m\`$ ，这里是 $\`1/${samples}\`$ 。计算带从节点 \`${mean.name}\` 出发，每个伴随都已经含有这个因子。原文的 $\`dA\`$ 和 $\`dZ\`$ 则是每个样本各自损失的导数，不含这个因子，到计算 $\`dW\`$ 和 $\`db\`$ 时才乘上。所以 $\`dZ = m\\, \\bar{v}^{\\top}\`$ ，而 $\`dW = \\bar{v}^{\\top}\`$ 。`,
    ],
  },
  layer: (layer) => `第 ${layer} 层`,
  cost: '代价函数',
  output: '输出端',
  reasons: {
    Z: '每个神经元把各个输入乘以相应的权重后求和，再加上偏置。偏置要加到每个样本上，也就是加到每一列上。',
    relu: '激活函数是一元函数，逐元素作用。relu 保留正数，其余的变成 0。',
    sigmoid: '输出层的 sigmoid 把每个数变成概率，即属于类别 1 的概率。',
    J: '二元交叉熵取正确类别所得概率的对数，再对样本求平均。在计算带上这要经过好几个运算，这里列出的是最后一个。',
    dYHat:
      '反向传播的起点，是每个样本的损失对其预测值的导数。两项之中只有一项不为 0：只有正确的类别起作用。类别为 1 时，预测值越大代价越小，所以导数为负。',
    dZ: "由 $`A = g(Z)`$ 回到 $`Z`$ 。 $`A`$ 的每个元素只依赖 $`Z`$ 的同一个元素，路径只有一条，所以链式法则就是逐元素相乘，记作 $`\\circ`$ ，而不是矩阵乘法。sigmoid 的局部导数不必重新计算指数，用前向传播时保存的值就能写出来： $`\\sigma' = \\sigma\\,(1 - \\sigma)`$ 。",
    dW: '一个权重在每个样本上都用到一次： $`Z_{i,s} = \\dots + W_{i,k} A_{k,s} + \\dots`$ 。局部导数是 $`A_{k,s}`$ ，通向代价函数的路径有 $`m`$ 条，每个样本一条，要把各条路径的乘积 $`dZ_{i,s} A_{k,s}`$ 加起来。对所有的 $`i`$ 和 $`k`$ 同时做这个对样本的求和，就是与输入的转置相乘的矩阵乘法；前面的 $`1/m`$ 来自求平均。',
    db: '偏置同样在每个样本上都用到一次，局部导数为 1，所以它的导数就是对样本求和，即把 $`dZ`$ 的各列相加。前向时被复制的量，反向时就要求和：这就是广播的导数。',
    dAPrev:
      '一层的每个输入都被该层的所有神经元用到：它通向代价函数的路径就是这些神经元，第 $`i`$ 个神经元的局部导数是 $`W_{i,k}`$ 。对所有输入和所有样本同时做这个对神经元的求和，就是 $`W^{\\top} dZ`$ 。它正是前一层反向传播的起点 $`dA`$ 。',
    dX: '样本本身不参与训练，所以训练时不会计算这一项。它表示样本移动时损失会如何变化；计算带上它和其他伴随一样，本来就有。',
  },
  reluOff: ({ off, all, symbol }) =>
    `relu 要么全部放行，要么完全截断：输入为正时局部导数为 1，否则为 0。这里 ${symbol} 的${
      off === 0
        ? '元素全都大于 0，导数全部放行。'
        : ` ${all} 个元素中有 ${off} 个不大于 0，导数在相应位置中断，相应的样本对相应的神经元不起训练作用。`
    }`,
  sameAs: (symbol) => `与前面相同，这里是 ${symbol} 。`,
  node: (symbol, name, part, difference, bound) =>
    `在计算带上， ${symbol} 是 \`${name}\` 的${part}。最大差异为 ${difference} ，舍入误差的上界为 ${bound} 。`,
  instead: {
    title: '计算带为什么不需要这些推导',
    text: () => [
      '上面的导数，没有一个是为计算带专门写的。网络做前向传播时，计算带依次记下每个运算、它的操作数和它的值。下面就是全部记录，并附有反向传播在每个节点上留下的伴随的范数：',
      '接着 `backward` 从最后一个节点走到第一个节点。走到某个节点时，它的伴随已经算完整了，因为用到它的节点都排在它后面。这时只需在导数表中查出这一个运算的规则，再把规则给出的结果累加到各个操作数的伴随上。这些规则既不知道什么是层，也不知道什么是网络：',
    ],
    heads: ['运算', '规则', '由此得到的原文公式'],
    after: ({ mean }) => [
      `把这些规则依次连起来，就**是**上面的公式。换一种层、换一种激活函数或换一种损失，都不必重新推导。因子 $\`1/m\`$ 由 \`${mean.name}\` 自动带出：它向节点 \`${mean.label}\` 的每个元素传递 ${mean.term} ，更前面的节点都会继承这个因子。 $\`db\`$ 中对样本的求和也与具体网络无关：凡是前向时做了广播的，反向时就在同一处代码里求和，对所有运算都一样。`,
      '实现细节见 [How the tape works](how-the-tape-works.md)；[Reverse mode in 100 lines](reverse-mode-in-100-lines.md) 带你自己写一个计算带；[教程](../tutorial.md) 从这里继续讲到训练（这几页是英文）。',
    ],
  },
  differences: {
    title: '全部差异',
    text: ({ count, worst }) => [
      `两边都用 53 位二进制有效数字计算，但求和的次序不同，计算指数和对数的函数也不一定相同。在全部 ${count} 个量中，差异都不超过 ${worst} 。最后一列是舍入误差所能解释的上界：每步运算的误差至多为末位的一个单位，再加上由操作数传来的误差，沿网络逐步累加，两边都计入。`,
    ],
    heads: ['手工', '形状', '计算带', '差异', '上界'],
  },
  article: {
    title: '原文的网络规模',
    text: ({ articleSizes, samples }) => [
      `对 ${articleSizes} 做同样的比较，权重按原文取较小的随机数，样本仍为 ${samples} 个；矩阵太大，这里只列出范数。每个量的每个元素与计算带的差异都在它自己的上界之内，最后一列是其中最大的上界。`,
    ],
    heads: ['手工', '形状', '范数', '计算带', '上界'],
  },
  part: partNames.zh,
}

/** Is there a layer between the first and the last one, in `2-25-1`? */
const hasHidden = (sizes: string): boolean => sizes.split('-').length > 2

export const prose: Readonly<Record<Language, Prose>> = { en: english, zh: chinese }
