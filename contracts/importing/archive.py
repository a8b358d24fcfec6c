"""Looking at a zip file before anything unpacks it.

A workbook is a zip of XML files. What a few kilobytes can unfold into is known from the zip's own directory, and
Python never unpacks more of an entry than the directory says.
"""

import io
import zipfile

from django.utils.translation import gettext as _

from contracts.refusals import Refused

MB = 1024 * 1024
LARGEST_UNPACKED = 200 * MB
LARGEST_STRINGS = 60 * MB  # the texts of all sheets, which are held in memory
LARGEST_PART = 5 * MB  # styles, relations and the like, which are parsed whole
HIGHEST_RATIO = 100  # unpacked to packed; spreadsheets of blank rows reach about 40
RATIO_COUNTS_FROM = MB
MOST_ENTRIES = 1_000
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEETS, STRINGS = "xl/worksheets/", "xl/sharedStrings.xml"


def is_workbook(data: bytes) -> bool:
    """Whether it has to be read as a workbook: by its first bytes, never by its name."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", OLD_FORMAT))


def require_harmless(data: bytes) -> None:
    """Raise Refused unless this is a zip of a workbook that unfolds to something a server can hold."""
    if data.startswith(OLD_FORMAT):
        raise Refused(_("This workbook is of the old kind (.xls) or has a password. Save it as .xlsx without one."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise damaged() from None
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused(_("This is a zip file, but not a workbook. Save the table as .xlsx or as “CSV UTF-8”."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_("This workbook has a password. Save it without one."))
    # Doubled names and overlapping entries only occur in files that were made to deceive a reader.
    overlapping = sum(entry.compress_size for entry in entries) > len(data)
    packed_oddly = any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries)
    if len(names) < len(entries) or overlapping or packed_oddly:
        raise damaged()
    if len(entries) > MOST_ENTRIES or any(_is_too_large(entry) for entry in entries) or _unpacked(entries):
        raise Refused(
            _("This workbook unfolds to far more than its size tells. Copy the cells into a new workbook and save it.")
        )


def _unpacked(entries: list[zipfile.ZipInfo]) -> bool:
    return sum(entry.file_size for entry in entries) > LARGEST_UNPACKED


def _is_too_large(entry: zipfile.ZipInfo) -> bool:
    if entry.file_size > RATIO_COUNTS_FROM and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
        return True
    if entry.filename == STRINGS:
        return entry.file_size > LARGEST_STRINGS
    is_parsed_whole = entry.filename.endswith((".xml", ".rels")) and not entry.filename.startswith(SHEETS)
    return is_parsed_whole and entry.file_size > LARGEST_PART


def damaged() -> Refused:
    return Refused(_("This workbook is damaged or incomplete. Open it, save it again as .xlsx and try once more."))
