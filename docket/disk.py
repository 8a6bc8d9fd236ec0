"""What the disk's errors mean for us: there is no room, or it may not be written to."""

import errno

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def is_full(error: BaseException | None) -> bool:
    """Whether files cannot be kept now, though everything else may go on."""
    return isinstance(error, OSError) and error.errno in NO_ROOM
