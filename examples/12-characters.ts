// A language model in small: attention over the characters before, which learns to write a sonnet. The parts are those of a large
// one: embeddings, causal self-attention of several heads, layer normalisation, residual blocks.
import {
  adamw,
  crossEntropy,
  type Dense,
  dense,
  type Embedding,
  embedding,
  fit,
  gelu,
  type LayerNorm,
  layerNorm,
  type MultiHeadAttention,
  multiHeadAttention,
  type TrainingContext,
} from '@adjoint/nn'
import { arange, type Generator, oneHot, random, type Tensor, tensor } from '@adjoint/tensor'
import { readOptions } from './command-line.ts'
import { historyCurve } from './history.ts'

const { quick } = readOptions(`Trains a character model with attention on a sonnet, and lets it write.

  node examples/12-characters.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

// William Shakespeare, Sonnet 18 (1609).
const text = `shall i compare thee to a summer's day?
thou art more lovely and more temperate:
rough winds do shake the darling buds of may,
and summer's lease hath all too short a date;
sometime too hot the eye of heaven shines,
and often is his gold complexion dimm'd;
and every fair from fair sometime declines,
by chance or nature's changing course untrimm'd;
but thy eternal summer shall not fade,
nor lose possession of that fair thou ow'st;
nor shall death brag thou wander'st in his shade,
when in eternal lines to time thou grow'st:
so long as men can breathe or eyes can see,
so long lives this, and this gives life to thee.
`

const alphabet = [...new Set(text)].sort()
const numbers = Array.from(text, (character) => alphabet.indexOf(character))
const time = 32
const features = 48

/** Attention to what came before, then a small network for each place; both are added to what is there already. */
class Block {
  readonly before: LayerNorm = layerNorm(features)
  readonly attention: MultiHeadAttention
  readonly between: LayerNorm = layerNorm(features)
  readonly wide: Dense
  readonly narrow: Dense

  constructor(rng: Generator) {
    this.attention = multiHeadAttention(features, 4, rng, { causal: true })
    this.wide = dense(features, 2 * features, rng) as Dense
    this.narrow = dense(2 * features, features, rng) as Dense
  }

  forward(x: Tensor, context?: TrainingContext): Tensor {
    const y = x.add(this.attention.forward(this.before.forward(x), context)) as Tensor
    return y.add(this.narrow.forward(gelu().forward(this.wide.forward(this.between.forward(y))))) as Tensor
  }
}

class Characters {
  readonly characters: Embedding
  readonly places: Embedding
  readonly blocks: readonly Block[]
  readonly norm: LayerNorm = layerNorm(features)
  readonly output: Dense

  constructor(rng: Generator) {
    this.characters = embedding(alphabet.length, features, rng)
    this.places = embedding(time, features, rng)
    this.blocks = [new Block(rng), new Block(rng)]
    this.output = dense(features, alphabet.length, rng) as Dense
  }

  /** For each place of [n, time] characters the logits of the next one. */
  forward(x: Tensor, context?: TrainingContext): Tensor {
    const places = arange(0, x.shape.at(-1) ?? 0, 1, { dtype: 'int32' })
    const start = this.characters.forward(x).add(this.places.forward(places)) as Tensor
    const y = this.blocks.reduce((h, block) => block.forward(h, context), start)
    return this.output.forward(this.norm.forward(y)) as Tensor
  }
}

const windows = Array.from({ length: numbers.length - time }, (_, i) => numbers.slice(i, i + time + 1))
const x: Tensor = tensor(
  windows.map((window) => window.slice(0, -1)),
  { dtype: 'int32' },
)
const y: Tensor = tensor(
  windows.map((window) => window.slice(1)),
  { dtype: 'int32' },
)

const model = new Characters(random(4))
const { model: trained, history } = await fit(
  model,
  { x, y },
  {
    loss: (m, inputs, next, context) => crossEntropy(m.forward(inputs, context), oneHot(next, alphabet.length)),
    optimizer: adamw({ lr: 0.006, weightDecay: 0.01 }),
    epochs: quick ? 1 : 25,
    batchSize: 64,
  },
)

console.log(`\n${historyCurve(history, 'cross-entropy')}\n`)

/** Writes on, each time the likeliest character. */
function write(beginning: string, length: number): string {
  let written = beginning
  while (written.length < length) {
    const last = Array.from(written.slice(-time), (character) => alphabet.indexOf(character))
    const logits = trained.forward(tensor([last], { dtype: 'int32' })).slice(0, -1)
    written += alphabet[logits.argmax().item()] ?? ''
  }
  return written
}

console.log('It is given "shall i compare thee", and goes on:\n')
console.log(write('shall i compare thee', quick ? 60 : 340).replace(/^/gm, '  '))
console.log(
  `\nLoss: ${history.at(-1)?.loss.toFixed(3)}, where to guess among ${alphabet.length} would cost ${Math.log(alphabet.length).toFixed(3)}.`,
)
