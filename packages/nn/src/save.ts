import { mapLeaves } from '@adjoint/autograd'
import { FormatError, formatSafetensors, parseSafetensors, type Safetensors } from '@adjoint/data'
import { DomainError, type Generator, signature, Tensor } from '@adjoint/tensor'
import { inWords } from './given.ts'

type Value = number | boolean | string | bigint | null

/** A leaf that is saved: a mark that tells what it is, and its path. */
interface Saved {
  readonly key: string
  readonly leaf: Tensor | Value
}

// Tensors stand in the file under their paths; other values are its metadata, mark and all.
const array = '#'
const state = '.' // in arrays, maps and plain objects, such as the number of an epoch
const setting = ':' // in layers: what they were made with
const maker = { format: 'adjoint' }

/**
 * A model as a file, in the safetensors format: every tensor under its path (`layers.0.weight`), which other programs read,
 * too. It may be any tree: an optimizer's state, or a checkpoint such as `{ model, state, key, epoch }`.
 *
 * Numbers, booleans, bigints, text and null are saved as metadata, under `.` and the path where they stand in plain
 * objects, arrays and maps, under `:` and the path where they stand in a layer. Functions and undefined are not saved: load
 * takes those of its model. A random generator is refused, since one that is loaded would go on from elsewhere: keep its
 * `state` in the tree.
 *
 * @param model any tree
 * @returns the bytes of a `.safetensors` file, the same ones for the same tree
 * @throws DomainError when two leaves have one path, something else than tensors, values and functions stands in the tree,
 *   such as a Date, an ArrayBuffer or a bigint of more than 1,000 digits, or there is none
 * @example save({ model, epoch: 3 }) // the bytes of a file, for writeFile
 */
export function save(model: unknown): Uint8Array {
  const leaves = savedLeaves('save', model)
  const tensors = leaves.flatMap(({ key, leaf }) => (leaf instanceof Tensor ? [[pathOf(key), leaf] as const] : []))
  const values = leaves.flatMap(({ key, leaf }) => (leaf instanceof Tensor ? [] : [[key, formatValue(leaf)] as const]))
  return formatSafetensors(Object.fromEntries(tensors), { ...maker, ...Object.fromEntries(values) })
}

/**
 * A new model with the tensors and values of a file; what is not in files, such as functions, is that of `model`.
 *
 * Everything is checked before anything is made: the file must hold each tensor of the model, of its shape and dtype,
 * and no other one, and the values of its plain objects, arrays and maps. It must hold the same layers, by their
 * `kind`; what else they were made with (the rate of a dropout) comes from the file, too, where it is there. From a file
 * that another program wrote, only tensors are read.
 *
 * @param model a tree of the form that was saved, as it was before training, say
 * @param bytes what save gave
 * @throws DomainError that names all that does not fit; FormatError when the bytes are no such file, or damaged
 * @example
 *   const fresh = sequential(dense(2, 25, rng), nn.relu(), dense(25, 1, rng), nn.sigmoid())
 *   load(fresh, save(model)).forward(x).sub(model.forward(x)).abs().max().item() // 0
 */
export function load<M>(model: M, bytes: Uint8Array): M {
  return filled('load', 'model', model, contentOf('load', bytes))
}

/** What a file holds. */
interface Content {
  /** whether save wrote it; of another program's file, there are only tensors */
  readonly ours: boolean
  /** tensors and values by mark and path */
  readonly leaves: ReadonlyMap<string, Tensor | Value>
}

/** @throws FormatError when the bytes are no such file, or damaged */
export function contentOf(owner: string, bytes: Uint8Array): Content {
  const { tensors, metadata } = parsed(owner, bytes)
  const ours = metadata.format === maker.format
  const leaves = new Map<string, Tensor | Value>()
  for (const [name, tensor] of Object.entries(tensors)) leaves.set(array + name, tensor)
  for (const [key, text] of Object.entries(ours ? metadata : {}))
    if (key !== 'format') leaves.set(key, parseValue(owner, key, text))
  return { ours, leaves }
}

/** parseSafetensors; that the file is damaged is told in the name of the function that the user called. */
function parsed(owner: string, bytes: Uint8Array): Safetensors {
  try {
    return parseSafetensors(bytes)
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(owner, error.offset, error.problem) : error
  }
}

/** The value that stands at a path of plain objects; undefined where there is none. */
export function valueAt({ leaves }: Content, path: string): unknown {
  return leaves.get(state + path)
}

/**
 * A tree like the given one, with the tensors and values of a file.
 *
 * @param what a word for the tree, for messages
 * @throws DomainError that names all that does not fit
 */
export function filled<T>(owner: string, what: string, tree: T, { ours, leaves }: Content): T {
  const wanted = savedLeaves(owner, tree).filter(({ leaf }) => ours || leaf instanceof Tensor)
  const problems = wanted.flatMap((saved) => problemOf(what, saved, leaves.get(saved.key)))
  const known = new Set(wanted.map(({ key }) => key))
  for (const [key, found] of leaves) {
    if (known.has(key) || mayLack(key)) continue
    problems.push(`${nameOf(key)}: ${describe(found)} in the file, not in the ${what}`)
  }
  if (problems.length > 0) {
    throw new DomainError(
      `${owner}: the file does not fit the ${what}:\n  ${problems.join('\n  ')}\n` +
        `Make the ${what} as the one that was saved: the same parts, sizes and dtypes.`,
    )
  }
  return mapLeaves(tree, (leaf, path, part) => {
    const found = isSaved(leaf) ? leaves.get(keyOf(leaf, path, part)) : undefined
    return found === undefined ? leaf : found
  })
}

/** What is saved of a tree, in its order. */
function savedLeaves(owner: string, tree: unknown): Saved[] {
  if (tree === undefined || tree instanceof Promise) {
    const advice = tree === undefined ? 'Give a model, or another tree.' : 'Await it first.'
    throw new DomainError(`${owner}: the tree is ${inWords(tree)}. ${advice}`)
  }
  const leaves = new Map<string, Saved>()
  mapLeaves(tree, (leaf, path, part) => {
    if (!isSaved(leaf)) return leaf
    const key = keyOf(leaf, path, part)
    if (leaves.has(key)) {
      throw new DomainError(
        `${owner}: two places of the tree are called ${nameOf(key)}; rename the key that has a dot, or is a number.`,
      )
    }
    leaves.set(key, { key, leaf })
    return leaf
  })
  checkParts(owner, tree, '')
  return [...leaves.values()]
}

/** Throws for what has its content elsewhere than in fields, such as a Date: nothing of it would be saved. */
function checkParts(owner: string, part: unknown, path: string): void {
  if (part === undefined || typeof part === 'function' || isSaved(part)) return
  const generator = isGenerator(part)
  const kind = generator ? 'a random generator' : Object.prototype.toString.call(part).slice(8, -1)
  if (!['Object', 'Array', 'Map'].includes(kind)) {
    const advice = generator ? 'keep its state, and set it after load' : 'make it a tensor'
    throw new DomainError(`${owner}: ${nameOf(array + path)} is ${kind}, which is not saved; ${advice}.`)
  }
  for (const [key, value] of part instanceof Map ? part : Object.entries(part))
    checkParts(owner, value, path === '' ? `${key}` : `${path}.${key}`)
}

function isSaved(leaf: unknown): leaf is Tensor | Value {
  if (typeof leaf === 'bigint') return bigints.test(formatValue(leaf))
  return leaf instanceof Tensor || leaf === null || /number|boolean|string/.test(typeof leaf)
}

function isGenerator(part: unknown): boolean {
  const { nextNormal, state } = Object(part) as Partial<Generator>
  return nextNormal !== undefined && state !== undefined
}

function keyOf(leaf: Tensor | Value, path: string, part: unknown): string {
  const mark = isLayer(part) ? setting : state
  return (leaf instanceof Tensor ? array : mark) + path
}

function pathOf(key: string): string {
  return key.slice(1)
}

/** An instance of a class, other than the containers of the language. */
function isLayer(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || Array.isArray(part) || part instanceof Map) return false
  const prototype: unknown = Object.getPrototypeOf(part)
  return prototype !== null && prototype !== Object.prototype
}

/** Why a leaf cannot be what was found in the file, in a list of at most one. */
function problemOf(what: string, { key, leaf }: Saved, found: Tensor | Value | undefined): string[] {
  if (found === undefined)
    return mayLack(key) ? [] : [`${nameOf(key)}: ${describe(leaf)} in the ${what}, not in the file`]
  if (fits(key, leaf, found)) return []
  return [`${nameOf(key)}: ${describe(found)} in the file, ${describe(leaf)} in the ${what}`]
}

/** Settings of layers come and go with versions. A kind does not: it may be all that a layer has. */
function mayLack(key: string): boolean {
  return key.startsWith(setting) && !isKind(key)
}

function isKind(key: string): boolean {
  return /^.(?:.*\.)?kind$/s.test(key)
}

/** A tensor keeps its shape and dtype, a layer its kind. null may become any value, and any value null. */
function fits(key: string, leaf: Tensor | Value, found: Tensor | Value): boolean {
  if (leaf instanceof Tensor || found instanceof Tensor) return describe(leaf) === describe(found)
  if (isKind(key)) return leaf === found
  return leaf === null || found === null || typeof leaf === typeof found
}

function describe(leaf: Tensor | Value): string {
  return leaf instanceof Tensor ? signature(leaf) : formatValue(leaf)
}

function nameOf(key: string): string {
  return pathOf(key) === '' ? 'the tree itself' : pathOf(key)
}

/** JSON, and what JSON lacks as JavaScript writes it: NaN, Infinity, -0, 12n. */
export function formatValue(value: Value): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  return JSON.stringify(value)
}

/** Longer ones would take a file too long to read. */
const bigints = /^-?\d{1,1000}n$/

const beyondJson: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function parseValue(owner: string, key: string, text: string): Value {
  const special = beyondJson.get(text)
  if (special !== undefined) return special
  if (bigints.test(text)) return BigInt(text.slice(0, -1))
  try {
    const value: unknown = JSON.parse(text)
    if (value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
      return value
  } catch {
    // told below
  }
  throw new FormatError(
    owner,
    null,
    `the metadata ${JSON.stringify(key)} is no value that save wrote; the file is damaged.`,
  )
}
