"""Settings: from the environment (`ATOMIZER_...`), with defaults that need none."""

import getpass
import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What may differ from machine to machine.

    Attributes:
        workspace: The folder that holds `studies/` and `.atomizer/`.
        store: URL of the event store: `sqlite:///...`, `postgresql://...`; the workspace's own
            SQLite file when empty.
        user: Who you are in the history.
        workers: Trials at the same time.
        licences: Licence tokens by solver, for example `{"nastran": 2}`.
        time_limit: Seconds one solve may take.
        max_viewers: Viewers of the event stream at the same time.
    """

    model_config = SettingsConfigDict(env_prefix="ATOMIZER_", extra="ignore")

    workspace: Path = Path()
    store: str = ""
    user: str = Field(default_factory=getpass.getuser)
    workers: int = Field(default_factory=lambda: max(1, os.cpu_count() or 1), ge=1)
    licences: dict[str, int] = {}
    time_limit: float = Field(default=3600.0, gt=0.0)
    max_viewers: int = Field(default=64, ge=1, le=1000)
