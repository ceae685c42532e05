"""From result files to scenes, as a task for a worker: binaries go to files, words come back."""

from pathlib import Path

from atomizer.domain.values import Refused
from atomizer.engine.fields.asking import FieldsJob, Refusal, Shown
from atomizer.engine.fields.binary import encode
from atomizer.engine.fields.choosing import choose, entries
from atomizer.engine.fields.scene import scene_of
from atomizer.engine.fields.skin import skin_of
from atomizer.engine.results import read_results


def show_fields(job: FieldsJob) -> Shown:
    """Read the results once and write a scene for each wish that can be fulfilled.

    Raises:
        SolveFailed: the files cannot be read, or nothing of the mesh can be drawn.
    """
    results = read_results(job.op2, job.deck)
    fields, skin = entries(results), skin_of(results.cells, results.positions)
    scenes: list[Path] = []
    refused: list[Refusal] = []
    for wish in job.wishes:
        try:
            for chosen in choose(results, wish):
                path = job.folder / f"{len(scenes)}.mesh"
                scene = scene_of(results, skin, chosen, job.units)
                path.write_bytes(encode(scene, fields, job.result_sha256))
                scenes.append(path)
        except Refused as error:
            refused.append(_refusal(error))
    return Shown(fields=fields, scenes=tuple(scenes), refused=tuple(refused))


def _refusal(error: Refused) -> Refusal:
    return Refusal(code=error.code, message=error.message, hint=error.hint, field=error.field)
