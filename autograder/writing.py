"""Files written whole or not at all.

A reader, or a run after a crash, finds the old content or the new one and never half of it.
"""

import os
import tempfile
from pathlib import Path


def write_file(path: Path, data: bytes | str) -> None:
    """Put `data` (text as UTF-8, line endings as they are) in place of the file, making folders as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = data.encode("utf-8") if isinstance(data, str) else data
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the permissions new files do without; there is no way to ask but to set."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
