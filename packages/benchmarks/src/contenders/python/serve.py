"""The computing side of the protocol for Python: see ../../engine/protocol.ts and ../serve.ts."""

import json
import signal
import sys
import time


def numbers_of(np, size, shift=0, scale=1, offset=0):
    """The numbers of ../../engine/task.ts."""
    i = np.arange(shift, shift + size, dtype=np.int64)
    return ((((i * 31 + 17) % 101) / 101 - 0.5) * scale + offset).astype(np.float32)


def serve(prepare):
    """Answers questions until they end; prepare(task, variant) gives an object like Prepared in ../contender.ts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the measuring process, which closes our input
    prepared = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if question["ask"] == "prepare":
                prepared = prepare(question["task"], question["variant"])
                answer = {"engine": prepared.engine}
            elif question["ask"] == "check":
                answer = {"results": check(prepared, question["steps"])}
            else:
                answer = {"microseconds": burst(prepared, question["warmUp"], question["steps"])}
        except Exception as error:  # whatever it is, the others go on
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def check(prepared, steps):
    results = []
    prepared.reset()
    for _ in range(steps):
        prepared.step()
        results += [float(number) for number in prepared.result()]
    return results


def burst(prepared, warm_up, steps):
    prepared.reset()
    for _ in range(warm_up):
        prepared.step()
    prepared.result()
    start = time.perf_counter()
    for _ in range(steps):
        prepared.step()
    prepared.finish()
    return 1e6 * (time.perf_counter() - start)


class Repeated:
    """The same call again and again."""

    def __init__(self, engine, call, sample, read):
        self.engine, self.call, self.sample, self.read = engine, call, sample, read

    def reset(self):
        pass

    def step(self):
        self.y = self.call()

    def finish(self):
        pass

    def result(self):
        return self.read(self.y).reshape(-1)[self.sample]
