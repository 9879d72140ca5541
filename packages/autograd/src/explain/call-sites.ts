import { neg, type Op, type Tensor, zeros } from '@adjoint/tensor'
import type { Node } from '../recording.ts'
import { Tape } from '../tape.ts'

/**
 * A tape that notes for each node where in the program it was made: the first place on the stack that is in none of our own
 * files. An ordinary tape does nothing of the kind, and pays nothing for it.
 */
export class CallSites extends Tape {
  readonly #sites = new WeakMap<Node, string>()
  readonly #own: readonly string[]

  constructor() {
    super()
    this.#own = ownFolders()
  }

  override process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Node {
    const node = super.process(op, inputs, attrs)
    const site = placesOf(new Error().stack ?? '').find(
      (place) => !this.#own.some((folder) => place.startsWith(folder)),
    )
    if (site !== undefined) this.#sites.set(node, site)
    return node
  }

  /** `file:line:column`, or null where the stack does not tell. */
  of(node: Node): string | null {
    return this.#sites.get(node) ?? null
  }
}

/** The places on a stack, the innermost first, without the scheme of file URLs; engines differ in what stands around them. */
function placesOf(stack: string): string[] {
  const lines = stack.split('\n')
  return lines.flatMap((line) => /((?:[a-z]+:\/\/|[A-Za-z]:[\\/]|\/)[^\s()]+:\d+:\d+)\)?$/.exec(line.trim())?.[1] ?? [])
    .map((place) => place.replace(/^file:\/\//, '')) // biome-ignore format: one chain
}

/** Where the files of this package and of @adjoint/tensor lie: the stack of one op tells. */
function ownFolders(): string[] {
  let stack = ''
  class Probe extends Tape {
    override process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Node {
      stack = new Error().stack ?? ''
      return super.process(op, inputs, attrs)
    }
  }
  const tape = new Probe()
  neg(tape.input(zeros([]), 'x'))
  const [here, apply] = placesOf(stack) // this file is one folder deeper than the package's others
  return [here === undefined ? [] : folderOf(folderOf(here)), apply === undefined ? [] : folderOf(apply)].flat()
}

function folderOf(place: string): string {
  return place.slice(0, place.replace(/[\\/]$/, '').search(/[\\/][^\\/]*$/) + 1)
}
