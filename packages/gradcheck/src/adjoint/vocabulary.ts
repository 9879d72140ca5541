import { clip, concat, div, maximum, minimum, mulAbsorbing, pow, stack, type Tensor, where } from '@adjoint/tensor'
import type { NDArray } from '../ndarray.ts'
import type { ProgramOp } from '../program.ts'

const every =
  (inside: (value: number) => boolean) =>
  (x: NDArray): boolean =>
    x.data.every(inside)

const unary = (name: string, call: (x: Tensor) => Tensor, accepts?: (x: NDArray) => boolean): ProgramOp<Tensor> => ({
  name,
  arity: 1,
  call: (x: Tensor) => call(x),
  ...(accepts && { accepts }),
  code: (x) => `${x}.${name}()`,
})

const method = (
  name: string,
  code: string,
  call: (x: Tensor) => Tensor,
  accepts?: (x: NDArray) => boolean,
): ProgramOp<Tensor> => ({ ...unary(name, call, accepts), code: (x) => `${x}.${code}` })

const binary = (
  name: string,
  call: (a: Tensor, b: Tensor) => Tensor,
  accepts?: (a: NDArray, b: NDArray) => boolean,
): ProgramOp<Tensor> => ({ name, arity: 2, call: (a: Tensor, b: Tensor) => call(a, b), ...(accepts && { accepts }) })

const positive = every((value) => value > 0)
const moderate = every((value) => Math.abs(value) <= 20) // e²⁰ is large, but two of them in a row do not overflow
const hasAxes = ({ shape }: NDArray): boolean => shape.length > 0

/**
 * The ops of Adjoint's catalogue for random programs, each with the domain on which it is finite. Simple ones come first,
 * because programs shrink towards them.
 */
export const vocabulary: readonly ProgramOp<Tensor>[] = [
  unary('neg', (x) => x.neg()),
  unary('square', (x) => x.square()),
  unary('tanh', (x) => x.tanh()),
  unary('sigmoid', (x) => x.sigmoid()),
  unary('softplus', (x) => x.softplus()),
  unary('relu', (x) => x.relu()),
  unary('abs', (x) => x.abs()),
  unary('sign', (x) => x.sign()),
  unary('exp', (x) => x.exp(), moderate),
  unary('expm1', (x) => x.expm1(), moderate),
  unary('log', (x) => x.log(), positive),
  unary(
    'log1p',
    (x) => x.log1p(),
    every((value) => value > -1),
  ),
  unary('sqrt', (x) => x.sqrt(), positive),
  binary('add', (a, b) => a.add(b)),
  binary('sub', (a, b) => a.sub(b)),
  binary('mul', (a, b) => a.mul(b)),
  binary('mulAbsorbing', (a, b) => mulAbsorbing(a, b)),
  binary(
    'div',
    (a, b) => div(a, b),
    (_a, b) => b.data.every((value) => Math.abs(value) > 1e-3),
  ),
  binary(
    'pow',
    (a, b) => pow(a, b),
    (a, b) => positive(a) && moderate(b),
  ),
  binary('maximum', (a, b) => maximum(a, b)),
  binary('minimum', (a, b) => minimum(a, b)),
  {
    name: 'where',
    arity: 3,
    call: (c: Tensor, a: Tensor, b: Tensor) => where(c.greater(0.4), a, b),
    code: (c, a, b) => `where(${c}.greater(0.4), ${a}, ${b})`,
  },
  {
    name: 'clip',
    arity: 3,
    call: (x: Tensor, lo: Tensor, hi: Tensor) => clip(x, lo, hi),
  },
  method('sum', 'sum()', (x) => x.sum()),
  method('sum', 'sum({ axis: -1, keepDims: true })', (x) => x.sum({ axis: -1, keepDims: true }), hasAxes),
  method('mean', 'mean()', (x) => x.mean()),
  method('mean', 'mean({ axis: 0 })', (x) => x.mean({ axis: 0 }), hasAxes),
  method('max', 'max({ axis: 0 })', (x) => x.max({ axis: 0 }), hasAxes),
  method('max', 'max({ axis: -1, keepDims: true })', (x) => x.max({ axis: -1, keepDims: true }), hasAxes),
  unary('transpose', (x) => x.transpose()),
  method('reshape', 'reshape([-1])', (x) => x.reshape([-1])),
  method('expandDims', 'expandDims(0)', (x) => x.expandDims(0)),
  unary('squeeze', (x) => x.squeeze()),
  {
    name: 'broadcastTo',
    arity: 1,
    call: (x: Tensor) => x.broadcastTo([2, ...x.shape]),
    code: (x) => `${x}.broadcastTo([2, ...${x}.shape])`,
  },
  method('slice', 'slice([null, null, -2])', (x) => x.slice([null, null, -2]), hasAxes),
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
]
