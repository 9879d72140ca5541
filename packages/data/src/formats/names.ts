import { DomainError, Tensor } from '@adjoint/tensor'
import { FormatError } from './format-error.ts'

/** Puts `name` into the record that is made of `seen`: a name stands once, and is no way into Object's prototype. */
export function claimName(owner: string, offset: number | null, name: string, seen: Set<string>): void {
  if (name === '__proto__') {
    throw new FormatError(
      owner,
      offset,
      'the name "__proto__" cannot be a key of a record; write it under another one.',
    )
  }
  if (seen.has(name)) {
    throw new FormatError(owner, offset, `the name ${JSON.stringify(name)} is there twice; each may stand once.`)
  }
  seen.add(name)
}

/** The tensors that are to be written, with their names; what could not be read again is an error. */
export function namedTensors(owner: string, tensors: Readonly<Record<string, Tensor>>): [string, Tensor][] {
  if (typeof tensors !== 'object' || tensors === null || tensors instanceof Tensor || tensors instanceof Map) {
    const advice = tensors instanceof Map ? 'of a Map: Object.fromEntries(map)' : 'write { x }, say'
    throw new DomainError(`${owner}: takes tensors by their names, in a record; ${advice}.`)
  }
  const entries = Object.entries(tensors)
  for (const [name, tensor] of entries) {
    if (!(tensor instanceof Tensor)) {
      throw new DomainError(
        `${owner}: ${JSON.stringify(name)} is ${typeof tensor}, no tensor; write tensor(...) around it.`,
      )
    }
    if (name === '__proto__' || /\p{Surrogate}/u.test(name)) {
      throw new DomainError(
        `${owner}: ${JSON.stringify(name)} is no name that could be read again; give it another one.`,
      )
    }
  }
  return entries
}
