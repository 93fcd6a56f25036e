"""A client that keeps the log which the server is held against."""

from dataclasses import replace

from client import Client, ConnectionLost
from oracle import ABSENT, Content


class LoggedClient(Client):
    """Logs every change in a ledger: as acknowledged, in doubt, or refused (not at all)."""

    def __init__(self, server, ledger):
        super().__init__(server)
        self.ledger = ledger

    def upload(self, content, label, chunked=False):
        sent = Content.of(label, content)
        try:
            answer = super().upload(content, label, chunked)
        except ConnectionLost:
            self.ledger.upload_in_doubt(sent)
            raise
        if answer.status == 201:
            self.ledger.acknowledged(answer.json()["id"], sent)
        return answer

    def report(self, content, label, report_id, attachments, chunked=False):
        sent = Content.of(label, content)
        self.ledger.attached(label, attachments)
        try:
            answer = super().report(content, label, report_id, attachments, chunked)
        except ConnectionLost:
            self.ledger.upload_in_doubt(sent)
            raise
        if answer.status == 200:
            self.ledger.acknowledged(int(answer.body), sent)
        return answer

    def replace(self, dump_id, content, label, method="PUT", chunked=False):
        sent = Content.of(label, content)
        return self._change(
            dump_id,
            sent,
            200,
            lambda: Client.replace(self, dump_id, content, label, method, chunked),
        )

    def set_label(self, dump_id, label):
        sent = replace(self.ledger.state(dump_id), label=label)
        return self._change(dump_id, sent, 200, lambda: Client.set_label(self, dump_id, label))

    def delete(self, dump_id):
        return self._change(dump_id, ABSENT, 204, lambda: Client.delete(self, dump_id))

    def archive(self, dump_id):
        return self._move(dump_id, lambda: Client.archive(self, dump_id))

    def restore(self, dump_id):
        return self._move(dump_id, lambda: Client.restore(self, dump_id))

    def _move(self, dump_id, send):
        # Where the bytes lie is nothing that a client can tell by them.
        return self._change(dump_id, self.ledger.state(dump_id), 200, send)

    def _change(self, dump_id, state, success, send):
        try:
            answer = send()
        except ConnectionLost:
            self.ledger.in_doubt(dump_id, state)
            raise
        if answer.status == success:
            self.ledger.acknowledged(dump_id, state)
        return answer
