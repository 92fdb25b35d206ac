"""What is left of messages that could not be given back: nothing."""

import tempfile
from pathlib import Path
from unittest.mock import Mock

import pytest
from kombu.transport.virtual import base as transport

import judge.queue


def test_a_message_that_cannot_be_given_back_is_not_kept_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert judge.queue.TASK
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    channel = Mock(do_restore=True)
    channel._restore.side_effect = ConnectionError("Redis is away")
    message = Mock()
    message.serializable.return_value = {"body": "W10="}
    qos = transport.QoS(channel)
    qos.append(message, "tag")
    qos.restore_unacked_once()
    channel._restore.assert_called_once_with(message)
    assert list(tmp_path.iterdir()) == []
