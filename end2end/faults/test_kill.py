"""kill -9 under load: what was acknowledged is there after a restart, whole.

Rounds pile up in one server directory. CRASH_STORE_FAULT_ROUNDS sets how many
(25), CRASH_STORE_FAULT_SEED repeats a run's choices.
"""

import os
import random

from logged_client import LoggedClient
from oracle import check_contents, check_fsck
from workers import Worker, end_during

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
        Uploader(LoggedClient(server, ledger), f"{round_number}-{n}", SEED, dumps[n::CLIENTS])
        for n in range(CLIENTS)
    ]
    end_during(uploaders, end, ledger, rng, MOST_REPLIES_A_ROUND)


class Uploader(Worker):
    """Uploads, replaces and deletes until the server is gone."""

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
