"""Logs as lines of JSON on stderr; requests are not logged, and query strings never."""

import json
import logging
from collections.abc import Mapping


class JsonLines(logging.Formatter):
    """One JSON object a record, however many lines a traceback has."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger and message, and the traceback where there is one."""
        said = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said)


def log_config(level: str = "WARNING") -> Mapping[str, object]:
    """The logging of a server: its own and uvicorn's records; requests are not logged."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {
            name: {"handlers": ["stderr"], "level": level, "propagate": False}
            for name in ("atomizer", "uvicorn", "uvicorn.error")
        },
    }
