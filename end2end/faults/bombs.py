"""Compressed request bodies that are small on the wire and huge when decoded."""

import zlib

MIB = 1024 * 1024


def gzip_bomb(beginning, zeros_bytes):
    """`beginning` and then a whole number of MiB of zeros as gzip, in pieces."""
    packer = zlib.compressobj(level=9, wbits=31)
    yield packer.compress(beginning) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same input gives the same output: one piece does for all.
    mebibyte = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(zeros_bytes // MIB):
        yield mebibyte


def zstd_bomb(beginning, zeros_bytes):
    """The same as zstd: one frame of raw and run-length blocks (RFC 8878, section 3.1.1).

    `beginning` must fit into one block of 128 KiB.
    """
    block_bytes = 128 * 1024
    magic = (0xFD2FB528).to_bytes(4, "little")
    # No content size, no checksum; a window of 1 MiB: exponent 10, mantissa 0.
    yield magic + bytes([0b0000_0000, 10 << 3])
    yield block_header(len(beginning), kind=0) + beginning
    run = block_header(block_bytes, kind=1) + b"\0"
    for _ in range(zeros_bytes // MIB):
        yield run * (MIB // block_bytes)


def block_header(size, kind):
    """Bit 0: last block; bits 1 and 2: raw 0, run 1; above: the decoded size."""
    return (size << 3 | kind << 1).to_bytes(3, "little")
