"""kill -9 under load: what was acknowledged is there after a restart, whole.

Rounds pile up in one server directory. CRASH_STORE_FAULT_ROUNDS sets how many
(25), CRASH_STORE_FAULT_SEED repeats a run's choices.
"""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

from client import ConnectionLost
from logged_client import LoggedClient
from oracle import check_contents, check_fsck

ROUNDS = int(os.environ.get("CRASH_STORE_FAULT_ROUNDS", "25"))
SEED = os.environ.get("CRASH_STORE_FAULT_SEED") or str(random.randrange(2**32))
CLIENTS = 6
MOST_REPLIES_A_ROUND = 60
KIB = 1024
MIB = 1024 * KIB


def test_what_was_acknowledged_survives_kill_dash_nine(new_server, ledger):
    print(f"CRASH_STORE_FAULT_SEED={SEED}")
    rng = random.Random(SEED)
    server, verified = new_server(), set()
    for round_number in range(ROUNDS):
        server.start()
        end_under_load(server, server.kill, ledger, rng, round_number)
        server.start()
        check_contents(server, ledger, verified)
        server.stop()
        check_fsck(server)
    # Once more everything, also the bytes that were seen to be good rounds ago.
    server.start()
    check_contents(server, ledger)


def test_a_stop_under_load_leaves_nothing_to_recover(new_server, ledger):
    print(f"CRASH_STORE_FAULT_SEED={SEED}")
    rng = random.Random(SEED)
    server = new_server()
    for round_number in range(3):
        server.start()
        end_under_load(server, server.stop, ledger, rng, round_number)
        # Before any start could have tidied up.
        check_fsck(server)
    server.start()
    check_contents(server, ledger)


def end_under_load(server, end, ledger, rng, round_number):
    """Ends the server at a random moment while every client is busy."""
    dumps = ledger.present()
    rng.shuffle(dumps)
    uploaders = [
        # Each has dumps of its own to change: no two race for one.
        Uploader(LoggedClient(server, ledger), f"{round_number}-{n}", dumps[n::CLIENTS])
        for n in range(CLIENTS)
    ]
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = [pool.submit(uploader.run) for uploader in uploaders]
        ledger.wait_for_acknowledgements(rng.randint(1, MOST_REPLIES_A_ROUND))
        # A reply has just been sent. The random delay reaches every other moment.
        time.sleep(rng.uniform(0, 0.03))
        end()
    for run in runs:
        run.result()


class Uploader:
    """Uploads, replaces and deletes until the server is gone."""

    def __init__(self, client, name, dumps):
        self.client = client
        self.name = name
        self.dumps = dumps
        self.rng = random.Random(f"{SEED} {name}")

    def run(self):
        serial = 0
        try:
            while True:
                self._one_operation(f"{self.name}-{serial}")
                serial += 1
        except ConnectionLost:
            return

    def _one_operation(self, label):
        choice = self.rng.random()
        if choice < 0.15 and self.dumps:
            answer = self.client.delete(self.dumps.pop())
            assert answer.status == 204, answer
            return
        content = self.rng.randbytes(some_size(self.rng))
        chunked = self.rng.random() < 0.3
        if choice < 0.35 and self.dumps:
            dump_id = self.rng.choice(self.dumps)
            answer = self.client.replace(dump_id, content, label, chunked=chunked)
            assert answer.status == 200, answer
            return
        answer = self.client.upload(content, label, chunked=chunked)
        assert answer.status == 201, answer
        self.dumps.append(answer.json()["id"])


def some_size(rng):
    """Mixed sizes, often close to where a server changes its ways."""
    most = rng.choice([1, 4 * KIB, 64 * KIB, 64 * KIB, MIB, 3 * MIB])
    around_a_mebibyte = MIB + rng.randint(-2, 2)
    return rng.choice([rng.randint(1, most)] * 9 + [around_a_mebibyte])
