"""A stand-in for NX Open: parts are JSON files, and an update happens only where NX has one.

What it is strict about is what goes wrong in NX: the idealized part is not loaded with the mesh,
components come from where they were saved unless told otherwise, a part is updated only while it is
displayed, and a mesh follows its idealized part only when it is told to.
"""

import json
import os
from enum import Enum, auto
from pathlib import Path
from types import SimpleNamespace

ILL = os.environ.get("FAKE_NX_ILL", "")


class NXException(Exception):
    """What NX raises."""


class DisplayPartOption(Enum):
    AllowAdditional = auto()


class PartDisplayPartWorkPartOption(Enum):
    SameAsDisplay = auto()


class LoadOptions:
    class LoadMethod(Enum):
        AsSaved = auto()
        FromDirectory = auto()

    class LoadComponents(Enum):
        All = auto()

    class LoadOption(Enum):
        FullyLoad = auto()

    class Parent(Enum):
        All = auto()

    ComponentLoadMethod = LoadMethod.AsSaved
    ComponentsToLoad = PartLoadOption = None

    def SetInterpartData(self, loaded: object, parents: Parent) -> None:
        assert loaded is True and parents is LoadOptions.Parent.All


class Expression:
    class UnitsOption(Enum):
        Base = auto()
        Expression = auto()

    def __init__(self, part: "BasePart", said: dict[str, str]) -> None:
        self._part, self.Name = part, said["name"]
        self.RightHandSide, self.Type = said["formula"], said.get("type", "Number")
        units = said.get("units", "")
        self.Units = SimpleNamespace(Name=units) if units else None

    def GetValueUsingUnits(self, option: UnitsOption) -> float:
        assert option is Expression.UnitsOption.Expression, "a base value is in other units"
        assert self.Type == "Number", "NX raises for any other type"
        return float(self._part.values[self.Name])

    @property
    def IntegerValue(self) -> int:
        assert self.Type == "Integer"
        return int(self._part.values[self.Name])


class BasePart:
    class SaveComponents(Enum):
        FalseValue = auto()

    class CloseAfterSave(Enum):
        FalseValue = auto()

    def __init__(self, session: "Session", path: Path) -> None:
        self.session, self.FullPath = session, str(path)
        self.said = json.loads(path.read_text())
        self.Expressions = [Expression(self, one) for one in self.said.get("expressions", [])]
        self.values: dict[str, object] = {}
        self.evaluate()
        self.IsModified = False

    def evaluate(self) -> None:
        """Work the expressions out, each after those it names."""
        for one in self.Expressions:
            self.values[one.Name] = eval(one.RightHandSide, {}, dict(self.values))  # noqa: S307 - formulas of the test's own models

    def update(self) -> None:
        before = dict(self.values)
        self.evaluate()
        self.IsModified |= before != self.values

    def Save(self, components: SaveComponents, close: CloseAfterSave) -> "Status":
        formulas = {one.Name: one.RightHandSide for one in self.Expressions}
        said = [{**one, "formula": formulas[one["name"]]} for one in self.said["expressions"]]
        Path(self.FullPath).write_text(json.dumps({**self.said, "expressions": said}))
        return Status([])


class Part(BasePart):
    """A part, or an idealized part, which follows its master."""

    def update(self) -> None:
        super().update()
        if master := self.session.Parts.loaded(self.said.get("master")):
            self.values = dict(master.values)


class Status:
    def __init__(self, unloaded: list[str]) -> None:
        self._unloaded, self.NumberUnloadedParts = unloaded, len(unloaded)

    def GetPartName(self, number: int) -> str:
        return self._unloaded[number]

    def Dispose(self) -> None:
        """Nothing to let go of."""


class Parts:
    """The loaded parts; `part -> its components` is what each file says."""

    def __init__(self, session: "Session") -> None:
        self._session, self._parts = session, dict[str, BasePart]()
        self.LoadOptions = LoadOptions()
        self.Display: BasePart | None = None

    def __iter__(self):
        return iter(list(self._parts.values()))

    def loaded(self, name: str | None) -> BasePart | None:
        return self._parts.get(name or "")

    def OpenActiveDisplay(self, path: str, option: DisplayPartOption) -> tuple[BasePart, Status]:
        assert option is DisplayPartOption.AllowAdditional
        self.Display, status = self.OpenBase(path)
        return self.Display, status

    def OpenBase(self, path: str) -> tuple[BasePart, Status]:
        unloaded: list[str] = []
        return self._load(Path(path), unloaded), Status(unloaded)

    def SetActiveDisplay(
        self,
        part: BasePart,
        option: DisplayPartOption,
        work: PartDisplayPartWorkPartOption,
    ) -> tuple[None, Status]:
        assert work is PartDisplayPartWorkPartOption.SameAsDisplay
        self.Display = part
        return None, Status([])

    def _load(self, path: Path, unloaded: list[str]) -> BasePart:
        from NXOpen import CAE

        if path.name in self._parts:
            return self._parts[path.name]
        kind = {".sim": CAE.SimPart, ".fem": CAE.FemPart}.get(path.suffix, Part)
        part = self._parts[path.name] = kind(self._session, path)
        near = self.LoadOptions.ComponentLoadMethod is LoadOptions.LoadMethod.FromDirectory
        folder = path.parent if near and ILL != "elsewhere" else Path(part.said["saved_in"])
        for name in part.said.get("components", []):
            if (folder / name).is_file():
                self._load(folder / name, unloaded)
            else:
                unloaded.append(name)
        return part


class ErrorList:
    Length = 1

    def GetErrorInfo(self, number: int) -> SimpleNamespace:
        return SimpleNamespace(Description="The blend radius is too large.")


class UpdateManager:
    def __init__(self, session: "Session") -> None:
        self._session, self.ErrorList = session, ErrorList()

    def DoUpdate(self, mark: int) -> int:
        display = self._session.Parts.Display
        assert display
        display.update()
        return int(ILL == "geometry")

    def DoInterpartUpdate(self, mark: int) -> None:
        """Nothing comes back of it."""

    def DoAssemblyConstraintsUpdate(self, mark: int) -> None:
        """Nothing comes back of it."""


class Session:
    class MarkVisibility(Enum):
        Invisible = auto()

    _only: "Session | None" = None

    def __init__(self) -> None:
        self.Parts, self.UpdateManager = Parts(self), UpdateManager(self)

    @classmethod
    def GetSession(cls) -> "Session":
        cls._only = cls._only or cls()
        return cls._only

    def SetUndoMark(self, visibility: MarkVisibility, name: str) -> int:
        return 1

    def GetEnvironmentVariableValue(self, name: str) -> str | None:
        return "V2306" if name == "UGII_VERSION" else None
