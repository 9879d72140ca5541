import { fileURLToPath } from 'node:url'
import { jaxJs, onnxruntime, tensorflow } from '../peers/index.ts'
import type { Peer } from '../peers/install.ts'
import type { Program } from './child.ts'

/** One that takes part: a peer in a variant. */
export interface Entrant {
  readonly peer: string
  readonly variant: string
  readonly program: Program
  /** what must be installed first; null where nothing must, or it is the machine's own affair */
  readonly needs: Peer | null
}

/** The works that race, each against all peers that can do it. */
export type RaceName = 'moons' | 'digits' | 'matmul' | 'tiny' | 'elementwise'

/** Whom all others are compared with. */
export const own = { peer: 'adjoint', variant: 'compiled' } as const

const inNode = fileURLToPath(new URL('../contenders/main.ts', import.meta.url))
const inPython = (file: string): string => fileURLToPath(new URL(`../contenders/python/${file}`, import.meta.url))

const node = (peer: string): Program => ({ command: process.execPath, args: [inNode, peer] })

/** Python's libraries read how many threads they may start from its environment. */
const python =
  (file: string) =>
  (variant: string): Program => ({
    command: 'python3',
    args: ['-B', inPython(file)], // -B: no __pycache__ beside the sources
    env: variant === '1-thread' ? { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' } : {},
  })

interface Entry {
  readonly peer: string
  readonly variants: (work: RaceName) => readonly string[]
  readonly program: (variant: string) => Program
  readonly needs: Peer | null
}

const threads = () => ['default', '1-thread']

const entries: readonly Entry[] = [
  {
    peer: own.peer,
    variants: (work) => [own.variant, 'eager', ...(work === 'moons' ? ['compiled-float64', 'threads-2'] : [])],
    program: () => node(own.peer),
    needs: null,
  },
  { peer: 'tfjs-wasm', variants: threads, program: () => node('tfjs-wasm'), needs: tensorflow },
  { peer: 'jax-js', variants: () => ['jit'], program: () => node('jax-js'), needs: jaxJs },
  { peer: 'by-hand', variants: () => ['plain'], program: () => node('by-hand'), needs: null },
  { peer: 'numpy', variants: threads, program: python('by_numpy.py'), needs: null },
  { peer: 'pytorch', variants: threads, program: python('by_torch.py'), needs: null },
  {
    peer: 'onnxruntime',
    variants: (work) => (work === 'matmul' ? threads() : []),
    program: () => node('onnxruntime'),
    needs: onnxruntime,
  },
]

export const peerNames: readonly string[] = entries.map(({ peer }) => peer)

/** All that take part in a work. */
export function entrantsOf(work: RaceName): Entrant[] {
  return entries.flatMap(({ peer, variants, program, needs }) =>
    variants(work).map((variant) => ({ peer, variant, program: program(variant), needs })),
  )
}
