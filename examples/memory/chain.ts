// A chain of layers, and three ways back through it: with all values kept, with checkpoints at the ends of √n stretches, and
// with checkpoints inside checkpoints.
import { checkpoint } from '@adjoint/autograd'
import type { Tensor } from '@adjoint/tensor'
import type { Probe } from './peak.ts'

type Layers = (x: Tensor) => Tensor

/** n layers one after the other, each a product and a tanh. */
function stretch(n: number, probe: Probe): Layers {
  return (x) => {
    let y = x
    for (let i = 0; i < n; i++) y = probe(y.mul(0.999).tanh())
    return y
  }
}

/** √n stretches of √n layers: their ends are kept, and what is inside one while it is gone through. */
function inStretches(n: number, probe: Probe): Layers {
  const length = Math.ceil(Math.sqrt(n))
  return (x) => {
    let y = x
    for (let done = 0; done < n; done += length) y = checkpoint(stretch(Math.min(length, n - done), probe))(y)
    return y
  }
}

/** Halves of halves: a layer is computed log₂ n times, and about 2 log₂ n values are kept. */
function inHalves(n: number, probe: Probe): Layers {
  if (n <= 4) return stretch(n, probe)
  const first = Math.floor(n / 2)
  return (x) => checkpoint(inHalves(n - first, probe))(checkpoint(inHalves(first, probe))(x))
}

/** The ways by name; each is the sum of the last layer. */
export const ways: Readonly<Record<string, (n: number, probe: Probe) => Layers>> = {
  'all kept': (n, probe) => (x) => stretch(n, probe)(x).sum(),
  '√n stretches': (n, probe) => (x) => inStretches(n, probe)(x).sum(),
  'halves of halves': (n, probe) => (x) => inHalves(n, probe)(x).sum(),
}
