"""PyTorch on the processor, in float32, as its guides write a loop of training."""

import os
import sys

try:
    import numpy as np
    import torch
except ImportError as error:
    sys.exit(f"ImportError: {error}. It takes part where python3 can import torch and numpy.")

from serve import Repeated, numbers_of, serve

if os.environ.get("OMP_NUM_THREADS") == "1":
    torch.set_num_threads(1)
threads = "1 thread" if torch.get_num_threads() == 1 else f"{torch.get_num_threads()} threads"
engine = f"PyTorch {torch.__version__}, {threads}, float32"


def floats(values):
    return torch.tensor(values, dtype=torch.float32)  # without it, zeros and ones are integers


class Training:
    def __init__(self, task):
        self.engine = engine
        self.task = task
        self.x = floats(task["x"]).reshape(task["batch"], -1)
        self.y = floats(task["y"]).reshape(task["batch"], -1)
        modules = []
        for layer in task["layers"]:
            modules += [torch.nn.Linear(layer["inputs"], layer["outputs"]), torch.nn.ReLU()]
        self.model = torch.nn.Sequential(*modules[:-1])
        if task["head"] == "sigmoid":
            self.criterion = torch.nn.BCEWithLogitsLoss()
        else:
            self.criterion = torch.nn.CrossEntropyLoss()
            self.y = self.y.argmax(1)

    def reset(self):
        linear = [module for module in self.model if isinstance(module, torch.nn.Linear)]
        with torch.no_grad():
            for module, layer in zip(linear, self.task["layers"]):
                weight = floats(layer["weight"]).reshape(layer["inputs"], layer["outputs"])
                module.weight.copy_(weight.T)  # it keeps W as [out, in]
                module.bias.copy_(floats(layer["bias"]))
        rule = torch.optim.SGD if self.task["optimizer"] == "sgd" else torch.optim.Adam
        self.optimizer = rule(self.model.parameters(), lr=self.task["lr"])

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss = self.criterion(self.model(self.x), self.y)
        self.loss.backward()
        self.optimizer.step()

    def finish(self):
        self.last = self.loss.item()

    def result(self):
        return [self.loss.item()]


def numbers(size, shift=0, **options):
    return torch.from_numpy(numbers_of(np, size, shift, **options))


def read(y):
    return y.detach().numpy()


def prepare(task, variant):
    kind = task["kind"]
    if kind == "training":
        return Training(task)
    if kind == "matmul":
        m, k, n = task["m"], task["k"], task["n"]
        a, b = numbers(m * k).reshape(m, k), numbers(k * n, 7).reshape(k, n)
        return Repeated(engine, lambda: a @ b, task["sample"], read)
    x = numbers(task["n"], 0, **task["input"])
    if kind == "gradient":
        x.requires_grad_()
        return Repeated(engine, lambda: torch.autograd.grad(torch.tanh(x * x + x).sum(), x)[0], task["sample"], read)
    if task["op"] == "add":
        second = numbers(task["n"], 7, **task["input"])
        return Repeated(engine, lambda: x + second, task["sample"], read)
    op = {"exp": torch.exp, "log": torch.log, "sigmoid": torch.sigmoid, "tanh": torch.tanh}[task["op"]]
    return Repeated(engine, lambda: op(x), task["sample"], read)


serve(prepare)
