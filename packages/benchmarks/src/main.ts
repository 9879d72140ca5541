// `npm run bench -- <work> [options]`: measurements of this project, each a file of its own.
import { MistakenUse } from './command-line.ts'
import type { Work } from './work.ts'

interface Entry {
  readonly about: string
  readonly load: () => Promise<{ readonly work: Work }>
}

const works: Readonly<Record<string, Entry>> = {
  moons: { about: 'a step of training the network of the article, against peers', load: () => import('./moons.ts') },
  digits: { about: 'a step of training a classifier with Adam, against peers', load: () => import('./digits.ts') },
  matmul: { about: 'products of matrices, against peers', load: () => import('./matmul.ts') },
  tiny: { about: 'the gradient of a small function: the overhead, against peers', load: () => import('./tiny.ts') },
  elementwise: { about: 'add, exp, log, sigmoid, tanh, against peers', load: () => import('./elementwise.ts') },
  'compile-time': { about: 'what compiling takes, and what it makes', load: () => import('./compile-time.ts') },
  gradcheck: {
    about: 'five policies of checking gradients: false alarms, bugs found, what shrinking leaves, time',
    load: () => import('./gradcheck.ts'),
  },
}

const names = Object.keys(works)
const longest = Math.max(...names.map((name) => name.length))
const list = Object.entries(works).map(([name, { about }]) => `  ${name.padEnd(longest)}  ${about}`)
const help = `Measures this project.

  npm run bench -- <work> [options]

${list.join('\n')}

  npm run bench -- <work> --help   what a work measures, and its options`

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') return console.log(help)
  const entry = Object.hasOwn(works, name) ? works[name] : undefined
  if (entry === undefined) throw new MistakenUse(`There is no work "${name}"; there is ${names.join(', ')}.`)
  const { work } = await entry.load()
  if (args.includes('--help')) return console.log(work.help)
  await work.run(args)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof MistakenUse)) throw error
  console.error(`${error.message}\nSee npm run bench -- --help.`)
  process.exitCode = 2
}
