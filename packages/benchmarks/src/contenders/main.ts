// A process of one contender: `node main.ts <name>`, questions on standard input, answers on standard output.
import type { Contender } from './contender.ts'
import { serve } from './serve.ts'

process.on('SIGINT', () => {}) // Ctrl-C reaches us, too, but the measuring process decides, and closes our input
console.log = console.error // standard output is for answers, and libraries like to greet

const contenders: Readonly<Record<string, () => Promise<{ readonly contender: Contender }>>> = {
  adjoint: () => import('./adjoint/index.ts'),
  'by-hand': () => import('./by-hand/index.ts'),
  'jax-js': () => import('./jax-js/index.ts'),
  onnxruntime: () => import('./onnxruntime/index.ts'),
  'tfjs-wasm': () => import('./tensorflow/index.ts'),
}

const [name = ''] = process.argv.slice(2)
const load = contenders[name]
if (load === undefined)
  throw new Error(`There is no contender "${name}"; there is ${Object.keys(contenders).join(', ')}.`)
const { contender } = await load()
await serve(contender, process.stdin, (line) => process.stdout.write(`${line}\n`))
process.exit() // threads of a library may still be alive
