"""The ids already seen, in few bytes each, and where each stood first."""

from array import array

__all__ = ["SeenIds"]

_EVERY_BIT = 2**64 - 1


class SeenIds:
    """A set of ids kept as 8-byte hashes, each with a place: 24 to 48 bytes an id.

    A `dict` of the same would take four times that. Two ids of one hash would be taken for
    one: among 10 million ids the chance is 3 in a million (birthday bound, n² / 2⁶⁵).

    Example:
        >>> seen = SeenIds()
        >>> seen.add("n1", 5), seen.add("n2", 6), seen.add("n1", 7)
        (None, None, 5)
    """

    def __init__(self) -> None:
        """Start with no ids."""
        self._count = 0
        self._hashes = array("Q", bytes(8 * 1024))
        self._places = array("Q", bytes(8 * 1024))

    def __len__(self) -> int:
        """Return how many ids were added."""
        return self._count

    def add(self, id: str, place: int) -> int | None:
        """Add an id unless it is there.

        Args:
            id: The id.
            place: Any number from 0 to 2⁶⁴ - 1 that tells the caller where the id stood.

        Returns:
            The place of the same id where it was added before, else None.
        """
        # Zero marks an empty slot.
        key = (hash(id) & _EVERY_BIT) or 1
        slot = self._slot(key)
        if self._hashes[slot]:
            return self._places[slot]
        self._hashes[slot], self._places[slot] = key, place
        self._count += 1
        if 3 * self._count > 2 * len(self._hashes):
            self._grow()
        return None

    def _slot(self, key: int) -> int:
        hashes = self._hashes
        last = len(hashes) - 1
        slot = key & last
        while hashes[slot] and hashes[slot] != key:
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        hashes, places = self._hashes, self._places
        self._hashes = array("Q", bytes(16 * len(hashes)))
        self._places = array("Q", bytes(16 * len(hashes)))
        for key, place in zip(hashes, places, strict=True):
            if key:
                slot = self._slot(key)
                self._hashes[slot], self._places[slot] = key, place
