import { apply, concat, isFloat, type Op, ops, stack, type Tensor, tensor, where } from '@adjoint/tensor'
import type { ProgramOp } from '../program.ts'

type Call = (...x: Tensor[]) => Tensor

/** An op in one form, `x.code`. */
const form = (name: string, code: string, call: (x: Tensor) => Tensor): ProgramOp<Tensor> => ({
  name,
  arity: 1,
  call: (x: Tensor) => call(x),
  code: (x) => `${x}.${code}`,
})

/**
 * Ops that jump again and again: at integers, which the numbers of programs often are. And a number so large that it has no
 * fraction would seem to have slope 1. So they come in a form that keeps away from both.
 */
const jumping: ReadonlySet<string> = /* @__PURE__ */ new Set(['floor', 'ceil', 'round', 'remainder'])

/** Every other elementwise op of the catalogue that gives a float, those of one operand first. */
function elementwise(): ProgramOp<Tensor>[] {
  const one = tensor(1)
  const entries = Object.entries<{ readonly op: Op | null }>(ops)
  return entries
    .flatMap(([name, { op }]): [string, { readonly op: Op }][] => (op === null ? [] : [[name, { op }]]))
    .filter(([name, { op }]) => op.family === 'elementwise' && name !== 'where' && !jumping.has(name))
    .filter(([, { op }]) => isFloat(op.infer(new Array(op.arity).fill(one), null).dtype))
    .map(([name, { op }]): ProgramOp<Tensor> => {
      const call: Call = (...x) => apply(op, x, null)
      return { name, arity: op.arity, call, code: (x, ...others) => `${x}.${name}(${others.join(', ')})` }
    })
    .toSorted((a, b) => a.arity - b.arity)
}

/**
 * The ops of Adjoint's catalogue for random programs: all elementwise ones, and the others in one form or more. Simple ones come
 * first, because programs shrink towards them.
 */
export const vocabulary: readonly ProgramOp<Tensor>[] = /* @__PURE__ */ [
  ...elementwise(),
  {
    name: 'where',
    arity: 3,
    call: (c: Tensor, a: Tensor, b: Tensor) => where(c.greater(0.4), a, b),
    code: (c, a, b) => `where(${c}.greater(0.4), ${a}, ${b})`,
  },
  form('floor', 'tanh().mul(2.4).add(0.4).floor()', (x) => x.tanh().mul(2.4).add(0.4).floor()),
  form('ceil', 'tanh().mul(2.4).add(0.4).ceil()', (x) => x.tanh().mul(2.4).add(0.4).ceil()),
  form('round', 'tanh().mul(2.4).add(0.4).round()', (x) => x.tanh().mul(2.4).add(0.4).round()),
  {
    name: 'remainder',
    arity: 2,
    call: (a: Tensor, b: Tensor) => a.tanh().add(2.3).remainder(b.tanh().add(1.7)),
    code: (a, b) => `${a}.tanh().add(2.3).remainder(${b}.tanh().add(1.7))`,
  },
  form('sum', 'sum()', (x) => x.sum()),
  form('sum', 'sum({ axis: -1, keepDims: true })', (x) => x.sum({ axis: -1, keepDims: true })),
  form('mean', 'mean()', (x) => x.mean()),
  form('mean', 'mean({ axis: 0 })', (x) => x.mean({ axis: 0 })),
  form('max', 'max({ axis: 0 })', (x) => x.max({ axis: 0 })),
  form('max', 'max({ axis: -1, keepDims: true })', (x) => x.max({ axis: -1, keepDims: true })),
  form('transpose', 'transpose()', (x) => x.transpose()),
  form('reshape', 'reshape([-1])', (x) => x.reshape([-1])),
  form('expandDims', 'expandDims(0)', (x) => x.expandDims(0)),
  form('squeeze', 'squeeze()', (x) => x.squeeze()),
  form('slice', 'slice([null, null, -2])', (x) => x.slice([null, null, -2])),
  {
    name: 'broadcastTo',
    arity: 1,
    call: (x: Tensor) => x.broadcastTo([2, ...x.shape]),
    code: (x) => `${x}.broadcastTo([2, ...${x}.shape])`,
  },
  {
    name: 'unslice',
    arity: 1,
    call: (x: Tensor) => x.unslice([3, ...x.shape], 1),
    code: (x) => `${x}.unslice([3, ...${x}.shape], 1)`,
  },
  {
    name: 'concat',
    arity: 2,
    call: (a: Tensor, b: Tensor) => concat([a, b], { axis: -1 }),
    code: (a, b) => `concat([${a}, ${b}], { axis: -1 })`,
  },
  {
    name: 'stack',
    arity: 2,
    call: (a: Tensor, b: Tensor) => stack([a, b], { axis: -1 }),
    code: (a, b) => `stack([${a}, ${b}], { axis: -1 })`,
  },
  { name: 'matmul', arity: 2, call: (a: Tensor, b: Tensor) => a.matmul(b), code: (a, b) => `${a}.matmul(${b})` },
  form('min', 'min({ axis: -1 })', (x) => x.min({ axis: -1 })),
  form('prod', 'prod({ axis: 0 })', (x) => x.prod({ axis: 0 })),
  form('variance', 'variance({ axis: -1, ddof: 1 })', (x) => x.variance({ axis: -1, ddof: 1 })),
  form('std', 'std({ axis: 0, keepDims: true })', (x) => x.std({ axis: 0, keepDims: true })),
  form('norm', 'norm({ axis: -1 })', (x) => x.norm({ axis: -1 })),
  form('logsumexp', 'logsumexp({ axis: 0 })', (x) => x.logsumexp({ axis: 0 })),
  form('softmax', 'softmax()', (x) => x.softmax()),
  form('logSoftmax', 'logSoftmax({ axis: 0 })', (x) => x.logSoftmax({ axis: 0 })),
  form('cumsum', 'cumsum({ axis: 0 })', (x) => x.cumsum({ axis: 0 })),
  form('cumprod', 'cumprod({ axis: -1 })', (x) => x.cumprod({ axis: -1 })),
]
