"""Symbols in Breakpad's format, from the DWARF of a program of one C compiler.

As Mozilla's dump_syms writes them: functions, what is inlined into them, lines, and how to find
the caller of a frame.
"""

import uuid

from elftools.dwarf.callframe import FDE, RegisterRule
from elftools.dwarf.descriptions import describe_form_class
from elftools.elf.elffile import ELFFile


def of(program):
    """The text of the program's symbol file."""
    with program.open("rb") as file:
        elf = ELFFile(file)
        lines = [f"MODULE Linux x86_64 {debug_id(elf)} {program.name}"]
        dwarf = elf.get_dwarf_info()
        for unit in dwarf.iter_CUs():
            lines += _Unit(unit, dwarf).records()
        for entry in dwarf.EH_CFI_entries():
            if isinstance(entry, FDE):
                lines += _unwinding(entry)
    return "".join(line + "\n" for line in lines)


def debug_id(elf):
    """The first half of the build id as Windows writes a GUID, and an age of 0."""
    notes = elf.get_section_by_name(".note.gnu.build-id").iter_notes()
    build_id = bytes.fromhex(next(notes)["n_desc"])
    return uuid.UUID(bytes_le=build_id[:16]).hex.upper() + "0"


# DWARF's numbers of registers of x86-64.
REGISTERS = {3: "$rbx", 6: "$rbp", 7: "$rsp", 12: "$r12", 13: "$r13", 14: "$r14", 15: "$r15"}
RETURN_ADDRESS = 16


def _unwinding(entry):
    start, length = entry["initial_location"], entry["address_range"]
    for number, row in enumerate(entry.get_decoded().table):
        cfa = row["cfa"]
        if cfa.reg not in REGISTERS:
            # An expression, of a table of jumps.
            return
        places = {RETURN_ADDRESS: ".ra", **REGISTERS}
        saved = [
            f"{name}: .cfa {row[register].arg} + ^"
            for register, name in places.items()
            if register in row and row[register].type == RegisterRule.OFFSET
        ]
        place = f"INIT {start:x} {length:x}" if number == 0 else f"{row['pc']:x}"
        yield " ".join(["STACK CFI", place, f".cfa: {REGISTERS[cfa.reg]} {cfa.offset} +", *saved])


class _Unit:
    """Files and origins are numbered by what DWARF says, beside those of other units."""

    def __init__(self, unit, dwarf):
        self.unit = unit
        self.program = dwarf.line_program_for_CU(unit)
        self.base = unit.cu_offset * 1000

    def records(self):
        files = self.program["file_entry"]
        yield from (
            f"FILE {self.base + number} {file.name.decode()}" for number, file in enumerate(files)
        )
        rows = self._rows()
        for die in self.unit.iter_DIEs():
            if die.tag == "DW_TAG_subprogram" and "DW_AT_low_pc" in die.attributes:
                yield from self._function(die, rows)

    def _rows(self):
        """Where each line begins and ends."""
        states = [entry.state for entry in self.program.get_entries() if entry.state]
        return [
            (one.address, other.address - one.address, one.line, self.base + one.file)
            for one, other in zip(states, states[1:])
            if not one.end_sequence and other.address > one.address
        ]

    def _function(self, die, rows):
        low, size = _range(die)
        inlined = [child for child in die.iter_children() if _is_inlined(child)]
        for child in inlined:
            origin = child.get_DIE_from_attribute("DW_AT_abstract_origin")
            yield f"INLINE_ORIGIN {self.base + origin.offset} {_name(origin)}"
        yield f"FUNC {low:x} {size:x} 0 {_name(die)}"
        for child in inlined:
            origin = child.get_DIE_from_attribute("DW_AT_abstract_origin")
            line, file = (child.attributes[f"DW_AT_call_{what}"].value for what in ("line", "file"))
            start, length = _range(child)
            place = f"{line} {self.base + file} {self.base + origin.offset}"
            yield f"INLINE 0 {place} {start:x} {length:x}"
        for address, length, line, file in rows:
            if low <= address < low + size:
                yield f"{address:x} {length:x} {line} {file}"


def _is_inlined(die):
    return die.tag == "DW_TAG_inlined_subroutine" and "DW_AT_high_pc" in die.attributes


def _name(die):
    if "DW_AT_name" not in die.attributes:
        die = die.get_DIE_from_attribute("DW_AT_abstract_origin")
    return die.attributes["DW_AT_name"].value.decode()


def _range(die):
    low, high = (die.attributes[f"DW_AT_{which}_pc"] for which in ("low", "high"))
    is_address = describe_form_class(high.form) == "address"
    return low.value, high.value - low.value if is_address else high.value
