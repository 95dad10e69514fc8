"""Why a file could not be read or written, in words for the person: a system says it in a language of its own."""

import errno

FAULTS = {
    errno.ENOENT: "файла нет",
    errno.EACCES: "нет прав на этот файл или папку",
    errno.EPERM: "нет прав на этот файл или папку",
    errno.EISDIR: "это папка",
    errno.ENOTDIR: "папки нет",
    errno.ENOSPC: "на диске нет места",
    errno.EROFS: "диск только для чтения",
    errno.EIO: "ошибка чтения диска",
    errno.ENAMETOOLONG: "слишком длинное имя",
    errno.EBUSY: "файл занят другой программой",
    errno.EMFILE: "открыто слишком много файлов",
}


def fault(error: Exception) -> str:
    """What the system says itself where there is no word for it."""
    if isinstance(error, OSError):
        return FAULTS.get(error.errno or 0) or error.strerror or str(error)
    return str(error) or type(error).__name__
