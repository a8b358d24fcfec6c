"""The broker of the embedded default: files in a folder, no server."""

import uuid
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu's own, but a message appears whole or not at all.

    Kombu writes where the worker is looking: one that looks in that moment takes an empty file, and ends with an error.
    """

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu's own classes name it both ways
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.control_folder) / name
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.replace(Path(self.data_folder_out) / name)

    def _get(self, queue: str, timeout: Any = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:  # a file cut off half way, by a full disk say: the scheduler knocks again
            raise Empty from None


class Transport(filesystem.Transport):
    Channel = Channel
