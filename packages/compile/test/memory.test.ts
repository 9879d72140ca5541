import { mapTensors, valueAndGrad, zipTensors } from '@adjoint/autograd'
import { matmul, relu, type Tensor, zeros } from '@adjoint/tensor'
import { expect, it } from 'vitest'
import { memory } from '../../tensor/test/memory.ts'
import { compile } from '../src/index.ts'
import { filled } from './arbitraries.ts'

class Layer {
  readonly weight: Tensor
  constructor(weight: Tensor) {
    this.weight = weight
  }
}

const model = { w: filled([5, 8], 'float32', 1), b: zeros([8]), out: filled([8, 1], 'float32', 2) }
const loss = ({ w, b, out }: typeof model, x: Tensor): Tensor =>
  matmul(relu(matmul(x, w).add(b)), out)
    .square()
    .mean()

function step(now: typeof model, x: Tensor): [typeof model, Tensor] {
  const [value, g] = valueAndGrad(loss)(now, x)
  return [zipTensors('step', now, g, (w, slope) => w.sub(slope.mul(1e-4))), value]
}

it('a program keeps nothing alive of what was recorded', async () => {
  const recorded: WeakRef<Tensor>[] = []
  const compiled = compile((x: Tensor) => {
    const y = x.mul(2)
    const trees = { list: [y.exp()], map: new Map([['y', y.exp()]]), layer: new Layer(y.exp()), note: { n: 1 } }
    recorded.push(new WeakRef(y)) // which all of these were made of
    return trees
  })
  compiled(zeros([2]))
  await new Promise((resolve) => setTimeout(resolve)) // until then a WeakRef keeps what it was given
  memory() // collects garbage
  expect(recorded.map((y) => y.deref())).toEqual([undefined, undefined])
  expect(compiled(zeros([2])).layer.weight.toArray()).toEqual([1, 1])
})

it.each([[[]], [[0]]])('20,000 steps leave the memory where it was, donate: %j', (donate) => {
  const compiled = compile(step, { donate })
  const batches = Array.from({ length: 10 }, (_, k) => filled([k < 9 ? 16 : 7, 5], 'float32', k)) // two programs in turn
  let now = mapTensors(model, (x) => x.add(0))
  let last = Number.NaN
  const train = (steps: number): void => {
    for (let k = 0; k < steps; k++) {
      const [next, value] = compiled(now, batches[k % 10] ?? zeros([16, 5]))
      now = next
      if (k % 100 === 0) last = value.item()
    }
  }
  train(1000) // compiled code and caches come to stay
  const before = memory()
  train(20_000)
  expect(memory() - before).toBeLessThan(2 ** 20) // 50 bytes a step; the model of a step has 224
  expect(last).toBeLessThan(loss(model, batches[0] ?? zeros([16, 5])).item())
})
