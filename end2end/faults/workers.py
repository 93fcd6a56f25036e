"""Clients that change what a server holds until it is gone."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

from client import ConnectionLost


class Worker:
    """One client with dumps of its own: no two race for one. What it does next is up to
    `_one_operation`."""

    def __init__(self, client, name, seed, dumps):
        self.client = client
        self.name = name
        self.dumps = dumps
        self.rng = random.Random(f"{seed} {name}")

    def run(self):
        serial = 0
        try:
            while True:
                self._one_operation(f"{self.name}-{serial}")
                serial += 1
        except ConnectionLost:
            return

    def _one_operation(self, label):
        raise NotImplementedError


def end_during(workers, end, ledger, rng, most_replies):
    """Ends the server at a random moment of their work."""
    with ThreadPoolExecutor(len(workers)) as pool:
        runs = [pool.submit(worker.run) for worker in workers]
        ledger.wait_for_acknowledgements(rng.randint(1, most_replies))
        # A reply has just been sent. The random delay reaches every other moment.
        time.sleep(rng.uniform(0, 0.03))
        end()
    for run in runs:
        run.result()
