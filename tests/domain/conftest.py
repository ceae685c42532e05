from tests.commands.conftest import installed

__all__ = ["installed"]
