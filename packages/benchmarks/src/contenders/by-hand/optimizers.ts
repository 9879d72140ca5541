import type { Floats, FloatsOf } from './numbers.ts'

/** How parameters follow their derivatives. */
interface Rule {
  /** what brings these parameters one step further */
  of(theta: Floats, gradient: Floats): () => void
  /** before each step */
  next(): void
  reset(): void
}

export const rules: Readonly<Record<'sgd' | 'adam', (lr: number, floats: FloatsOf) => Rule>> = {
  sgd: (lr) => ({
    of: (theta, gradient) => () => {
      for (let i = 0; i < theta.length; i++) theta[i] = (theta[i] as number) - lr * (gradient[i] as number)
    },
    next() {},
    reset() {},
  }),

  adam(lr, floats) {
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]
    const sums: Floats[] = []
    let step = 0
    return {
      of(theta, gradient) {
        const [m, v] = [floats(theta.length), floats(theta.length)]
        sums.push(m, v)
        return () => {
          const rate = lr / (1 - beta1 ** step)
          const root = 1 / Math.sqrt(1 - beta2 ** step)
          for (let i = 0; i < theta.length; i++) {
            const g = gradient[i] as number
            const first = beta1 * (m[i] as number) + (1 - beta1) * g
            const second = beta2 * (v[i] as number) + (1 - beta2) * g * g
            m[i] = first
            v[i] = second
            theta[i] = (theta[i] as number) - (rate * first) / (Math.sqrt(second) * root + epsilon)
          }
        }
      },
      next() {
        step++
      },
      reset() {
        step = 0
        for (const sum of sums) sum.fill(0)
      },
    }
  },
}
