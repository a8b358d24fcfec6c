"""Files that people upload: known by their content, never by their name, and stored once under its digest."""

import contextlib
import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import FileResponse
from django.utils.translation import gettext as _

from contracts.importing.archive import HIGHEST_RATIO, LARGEST_UNPACKED, MOST_ENTRIES, RATIO_COUNTS_FROM
from contracts.models import StoredFile
from contracts.pictures import DamagedPicture, NotAPicture, decoded
from contracts.refusals import Refused

LARGEST_FILE = 20 * 1024 * 1024  # bytes
LONGEST_NAME = 120  # characters, of 160 in the column
OOXML = "application/vnd.openxmlformats-officedocument."
# What may be stored, and the endings its name may have; the first is given to a file that has none of them.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    f"{OOXML}spreadsheetml.sheet": (".xlsx",),
    f"{OOXML}wordprocessingml.document": (".docx",),
}
ACCEPTED = ",".join(ending for endings in ENDINGS.values() for ending in endings)  # for a browser's file chooser


def store_file(upload: UploadedFile) -> tuple[StoredFile, str]:
    """The row of these very bytes, and the name to show for them. Part of an action, inside its transaction.

    Bytes that are there already are not stored again. A transaction that breaks off takes its file with it.
    Raises Refused for whatever is not one of the accepted kinds.
    """
    data = upload.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Refused({"upload": _("The file is larger than 20 MB. Scan it in a smaller size, or split it.")})
    content_type = recognise(data)
    name = clean_name(upload.name or "", content_type)
    digest = hashlib.sha256(data).hexdigest()
    if known := StoredFile.objects.filter(sha256=digest).first():
        return known, name
    try:
        with transaction.atomic():
            return _write(data, digest, content_type), name
    except IntegrityError:
        # Somebody else uploaded the same a moment ago
        return StoredFile.objects.get(sha256=digest), name


def _write(data: bytes, digest: str, content_type: str) -> StoredFile:
    stored = StoredFile(sha256=digest, size=len(data), content_type=content_type)
    stored.file.save(f"{digest}{ENDINGS[content_type][0]}", ContentFile(data), save=False)
    transaction.on_commit(_Unsettled(stored.file.storage, str(stored.file.name)).settle)
    stored.save(force_insert=True)
    return stored


class _Unsettled:
    """A file whose transaction is still open.

    A folder knows no transaction. But Django forgets what was to happen on commit when a transaction, or the part of
    it, is rolled back: a file that is forgotten unsettled goes again.
    """

    def __init__(self, storage: Storage, name: str) -> None:
        self.delete: Callable[[], None] | None = lambda: storage.delete(name)

    def settle(self) -> None:
        self.delete = None

    def __del__(self) -> None:
        if self.delete is not None:
            with contextlib.suppress(OSError):
                self.delete()


def download(stored: StoredFile, name: str) -> FileResponse:
    """The bytes as a file to keep: a browser neither shows nor runs nor guesses at them."""
    response = FileResponse(stored.file.open("rb"), as_attachment=True, filename=name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def recognise(data: bytes) -> str:
    """The content type, by what the bytes are. Raises Refused."""
    if not data:
        raise Refused({"upload": _("The file is empty. Choose it again.")})
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise _damaged()
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    try:
        with decoded(data) as picture:
            return f"image/{(picture.format or '').lower()}"
    except NotAPicture:
        raise Refused(
            {
                "upload": _(
                    "This file is of a kind that is not kept. Choose a PDF, a JPEG, PNG or WebP picture, or an "
                    "XLSX or DOCX document."
                )
            }
        ) from None
    except DamagedPicture:
        raise _damaged() from None


def _office_type(data: bytes) -> str:
    """Which office document the zip is, by its directory alone: nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _damaged() from None
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not names & {"xl/workbook.xml", "word/document.xml"}:
        raise Refused({"upload": _("Archives are not kept. Upload the documents in it one by one.")})
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused({"upload": _("The document has a password. Save it without one.")})
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
        raise Refused({"upload": _("The document contains a program (macros). Save it without, or as a PDF.")})
    if len(names) < len(entries) or len(entries) > MOST_ENTRIES or _unfolds_too_far(entries):
        raise Refused({"upload": _("The document unfolds to far more than its size tells. Save it as a PDF.")})
    return f"{OOXML}{'spreadsheetml.sheet' if 'xl/workbook.xml' in names else 'wordprocessingml.document'}"


def _unfolds_too_far(entries: list[zipfile.ZipInfo]) -> bool:
    return sum(entry.file_size for entry in entries) > LARGEST_UNPACKED or any(
        entry.file_size > RATIO_COUNTS_FROM and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )


def _damaged() -> Refused:
    return Refused({"upload": _("The file is damaged or incomplete. Open it, save it again and try once more.")})


def clean_name(name: str, content_type: str) -> str:
    """The last part of the name without what cannot be seen, with an ending that fits what the file is."""
    base = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in base if unicodedata.category(letter)[0] != "C").strip(" .")
    path, endings = PurePosixPath(shown or "file"), ENDINGS[content_type]
    if path.suffix.lower() in endings:
        return f"{path.stem[:LONGEST_NAME]}{path.suffix}"
    return f"{path.name[:LONGEST_NAME]}{endings[0]}"
