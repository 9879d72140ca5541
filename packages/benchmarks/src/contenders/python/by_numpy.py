"""NumPy in float32, gradients by hand."""

import os
import sys

try:
    import numpy as np
except ImportError as error:
    sys.exit(f"ImportError: {error}. It takes part where python3 can import numpy.")

from serve import Repeated, numbers_of, serve

threads = "1 thread" if os.environ.get("OMP_NUM_THREADS") == "1" else "its own choice of threads"
engine = f"NumPy {np.__version__}, by hand, {threads}, float32"
one = np.float32(1)


def sigmoid(z):
    return one / (one + np.exp(-z))


class Training:
    def __init__(self, task):
        self.engine = engine
        self.task = task
        self.adam = task["optimizer"] == "adam"
        self.lr = np.float32(task["lr"])
        self.x = np.array(task["x"], np.float32).reshape(task["batch"], -1)
        self.y = np.array(task["y"], np.float32).reshape(task["batch"], -1)

    def reset(self):
        layers = self.task["layers"]
        shapes = [(layer["inputs"], layer["outputs"]) for layer in layers]
        self.w = [np.array(layer["weight"], np.float32).reshape(shape) for layer, shape in zip(layers, shapes)]
        self.b = [np.array(layer["bias"], np.float32) for layer in layers]
        self.first = [np.zeros_like(theta) for theta in self.w + self.b]
        self.second = [np.zeros_like(theta) for theta in self.w + self.b]
        self.count = 0

    def step(self):
        activations = [self.x]
        for i, (w, b) in enumerate(zip(self.w, self.b)):
            z = activations[-1] @ w
            z += b
            if i < len(self.w) - 1:
                np.maximum(z, 0, out=z)
            activations.append(z)
        dz = self.head(activations.pop())
        dw, db = [None] * len(self.w), [None] * len(self.w)
        for i in reversed(range(len(self.w))):
            a = activations[i]
            dw[i], db[i] = a.T @ dz, dz.sum(0)
            if i > 0:
                dz = dz @ self.w[i].T
                dz *= a > 0
        self.update(dw + db)

    def head(self, z):
        n = np.float32(len(z))
        if self.task["head"] == "sigmoid":
            self.loss = np.mean(np.logaddexp(0, z) - self.y * z)
            return (sigmoid(z) - self.y) / n
        z = z - z.max(1, keepdims=True)
        e = np.exp(z)
        total = e.sum(1, keepdims=True)
        self.loss = -np.sum(self.y * (z - np.log(total))) / n
        return (e / total - self.y) / n

    def update(self, gradients):
        self.count += 1
        rate = np.float32(float(self.lr) / (1 - 0.9**self.count))
        root = np.float32(1 / (1 - 0.999**self.count) ** 0.5)
        for i, (theta, g) in enumerate(zip(self.w + self.b, gradients)):
            if not self.adam:
                theta -= self.lr * g
                continue
            m, v = self.first[i], self.second[i]
            m *= np.float32(0.9)
            m += np.float32(0.1) * g
            v *= np.float32(0.999)
            v += np.float32(0.001) * (g * g)
            theta -= rate * m / (np.sqrt(v) * root + np.float32(1e-8))

    def finish(self):
        self.last = float(self.loss)

    def result(self):
        return [self.loss]


def prepare(task, variant):
    kind = task["kind"]
    if kind == "training":
        return Training(task)
    if kind == "matmul":
        m, k, n = task["m"], task["k"], task["n"]
        a, b = numbers_of(np, m * k).reshape(m, k), numbers_of(np, k * n, 7).reshape(k, n)
        return Repeated(engine, lambda: a @ b, task["sample"], np.asarray)
    x = numbers_of(np, task["n"], 0, **task["input"])
    if kind == "gradient":

        def gradient():
            t = np.tanh(x * x + x)
            return (one - t * t) * (x + x + one)

        return Repeated(engine, gradient, task["sample"], np.asarray)
    if task["op"] == "add":
        second = numbers_of(np, task["n"], 7, **task["input"])
        return Repeated(engine, lambda: x + second, task["sample"], np.asarray)
    op = {"exp": np.exp, "log": np.log, "sigmoid": sigmoid, "tanh": np.tanh}[task["op"]]
    return Repeated(engine, lambda: op(x), task["sample"], np.asarray)


serve(prepare)
