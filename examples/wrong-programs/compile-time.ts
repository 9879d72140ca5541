// Programs that do not compile, for ../05-wrong-programs.ts: each mistake stands below a comment that expects it, so the type
// check fails when one is no longer found. The example removes those comments and shows what the compiler then says.
import { grad } from '@adjoint/autograd'
import { bce, dense, relu, sequential, sgd, sigmoid } from '@adjoint/nn'
import { random, reshape, type Tensor, tensor, zeros } from '@adjoint/tensor'

const rng = random(0)
const x = zeros([900, 25])

// A product of matrices that do not fit
// @ts-expect-error
x.matmul(zeros([24, 3]))

// Shapes that do not broadcast
// @ts-expect-error
x.add(zeros([24]))

// A reshape to another size
// @ts-expect-error
reshape(x, [100, 100])

// An axis that is not there
// @ts-expect-error
x.sum({ axis: 2 })

// Layers that do not fit
// @ts-expect-error
sequential(dense(2, 25, rng), relu(), dense(24, 1, rng), sigmoid())

// A batch that does not fit a model
// @ts-expect-error
sequential(dense(2, 25, rng), relu()).forward(zeros([900, 3]))

// Predictions [900, 1] against targets [900]
// @ts-expect-error
bce(zeros([900, 1]), zeros([900]))

// An option that is misspelt
// @ts-expect-error
sgd({ lr: 0.1, momentun: 0.9 })

// A number where a tensor belongs
// @ts-expect-error
grad((w: Tensor) => w.square())(3)

// Rows that differ in length
// @ts-expect-error
tensor([[1, 2], [3]])
