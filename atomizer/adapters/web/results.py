"""Results over HTTP: a field on the mesh of a trial, as one binary for the browser."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from atomizer.adapters.web import shapes
from atomizer.adapters.web.asking import Asked, Nothing
from atomizer.commands.studies import Studies
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.fields.asking import Wish
from atomizer.engine.files import Workspace
from atomizer.projections.results import (
    SealedResult,
    Show,
    Shown,
    find_result,
    read_fields,
    state_of,
)
from atomizer.projections.units import units_of

MEDIA = "application/octet-stream"
LAYOUT = 1
"""Version of the binary; another one is another answer, so that no cache mixes them up."""
KEPT = {
    "named": "private, max-age=31536000, immutable",
    "unnamed": "private, no-cache",
}
"""How long an answer may be kept: what names its result never changes, all else is asked again."""
_TRIAL = re.compile(r"([a-z0-9][a-z0-9_-]*)\.(run-[0-9]{1,9})\.([0-9]{1,9})")


class Look(Value):
    """Which field, in which state."""

    field: Annotated[str, Field(max_length=64, description="Stress or mode 1 if not given.")] = ""
    subcase: Annotated[int | None, Field(description="The worst one when not given.")] = None
    mode: Annotated[int | None, Field(ge=1, description="From 1; the first when not given.")] = None
    result: Annotated[
        str | None,
        Field(pattern="^[0-9a-f]{64}$", description="SHA-256 the result has to have."),
    ] = None

    @property
    def wish(self) -> Wish:
        """It as the engine takes it."""
        return Wish(field=self.field, subcase=self.subcase, mode=self.mode)


class ResultPages:
    """What there is to see of the results of trials; files are read by processes of their own."""

    def __init__(self, studies: Studies, workspace: Workspace, show: Show) -> None:
        self._studies, self._workspace, self._show = studies, workspace, show

    def result(self, asked: Asked[Look]) -> Response:
        """A field on the mesh of a trial."""
        found, units = self._found(asked.path["id"])
        _need_same(found, asked.query)
        tag = _tag(found, asked.query.wish, units)
        headers = {"ETag": tag, "Cache-Control": KEPT["named" if asked.query.result else "unnamed"]}
        if tag in map(str.strip, asked.headers.get("If-None-Match", "").split(",")):
            return Response(status_code=304, headers=headers)
        shown = self._shown(found, (asked.query.wish,), units)
        for refusal in shown.refused:
            raise refusal.raised()
        return Response(shown.contents[0], media_type=MEDIA, headers=headers)

    def fields(self, asked: Asked[Nothing]) -> shapes.Fields:
        """The fields a result has, and the cases they are there in."""
        found, units = self._found(asked.path["id"])
        fields = self._shown(found, (), units).fields
        return shapes.Fields(
            trial=asked.path["id"],
            result_sha256=found.files.sha256,
            units=dict(units),
            fields=fields,
        )

    def _found(self, trial: str) -> tuple[SealedResult, Mapping[str, str]]:
        """The result of a trial, and the units of its study when the run began."""
        study_id, run_id, number = _parts(trial)
        study = self._studies.study(study_id)
        state = state_of(study, run_id)
        run = self._studies.run(study_id, run_id)
        found = find_result(state, run, number, self._workspace.folder(study))
        pinned: Study = self._studies.at(study_id, state.started.version)
        return found, units_of(pinned)

    def _shown(
        self, found: SealedResult, wishes: tuple[Wish, ...], units: Mapping[str, str]
    ) -> Shown:
        try:
            return read_fields(found.files, wishes, units, self._show)
        except SolveFailed as failed:
            text = f"The result of {found.folder.name} cannot be shown: {failed.message}"
            raise Refused("E024", text, "Solve the trial again: retry_trials.", "trial") from failed


def _parts(trial: str) -> tuple[str, str, int]:
    """`bracket.run-1.7`: study, run, number."""
    match = _TRIAL.fullmatch(trial)
    if match is None:
        raise Refused("E012", f"No trial is called {trial!r}.", "As bracket.run-1.7", "trial")
    return match[1], match[2], int(match[3])


def _need_same(found: SealedResult, look: Look) -> None:
    """Refuse a result that is no longer the one of the trial: it was solved again."""
    if look.result not in (None, found.files.sha256):
        text = f"{found.folder.name} has another result now: {found.files.sha256}."
        raise Refused("E012", text, "Read the trial again.", "result")


def _tag(found: SealedResult, wish: Wish, units: Mapping[str, str]) -> str:
    """Names an answer: the hashes of what it is made of, and what was asked."""
    made = found.sealed.provenance
    parts = [LAYOUT, made.result_sha256, made.deck_sha256, wish.model_dump(), dict(units)]
    text = json.dumps(parts, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
