"""Uploads: known by their content, stored once, gone with the transaction that brought them."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from contracts import files, pictures
from contracts.files import clean_name, download, store_file
from contracts.models import StoredFile
from contracts.refusals import Refused
from tests.factories.files import a_pdf, a_picture, an_office_document

pytestmark = pytest.mark.django_db
PDF = "application/pdf"


def in_the_folder() -> list[str]:
    return default_storage.listdir("documents")[1] if default_storage.exists("documents") else []


@pytest.mark.parametrize(
    ("upload", "kind"),
    [
        (a_pdf(), PDF),
        (a_picture("jpeg"), "image/jpeg"),
        (a_picture("png"), "image/png"),
        (a_picture("webp"), "image/webp"),
        (an_office_document("xl/workbook.xml"), f"{files.OOXML}spreadsheetml.sheet"),
        (an_office_document("word/document.xml"), f"{files.OOXML}wordprocessingml.document"),
    ],
    ids=["pdf", "jpeg", "png", "webp", "xlsx", "docx"],
)
def test_a_file_is_known_by_its_content_whatever_it_is_called(upload, kind):
    upload.name = "holiday.exe"
    stored, name = store_file(upload)
    assert stored.content_type == kind
    assert name == f"holiday.exe{files.ENDINGS[kind][0]}"
    assert default_storage.exists(stored.file.name)


def test_the_same_bytes_are_stored_once_under_their_digest():
    first, _name = store_file(a_pdf())
    second, name = store_file(SimpleUploadedFile("again.pdf", a_pdf().read()))
    assert first == second
    assert name == "again.pdf"
    assert in_the_folder() == [f"{first.sha256}.pdf"]


@transaction.atomic
def refused_after_storing() -> None:
    store_file(a_pdf("refused"))
    assert any("pdf" in name for name in in_the_folder())
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_breaks_off_takes_its_file_with_it():
    with pytest.raises(RuntimeError):
        refused_after_storing()
    assert not in_the_folder()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_part_of_a_transaction_that_breaks_off_takes_only_its_own_file_with_it():
    with transaction.atomic():
        kept, _name = store_file(a_pdf("kept"))
        with pytest.raises(RuntimeError):
            refused_after_storing()
    assert in_the_folder() == [f"{kept.sha256}.pdf"]


def not_a_zip() -> bytes:
    return an_office_document().read()[:60]


def locked() -> bytes:
    data = bytearray(an_office_document().read())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def a_bomb() -> bytes:
    return an_office_document(content=b"0" * 5_000_000).read()


def a_plain_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday.txt", b"sun")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"<?php system($_GET['x']); ?>", "of a kind that is not kept"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "of a kind that is not kept"),
        (b"%PDF-1.7 and then the line broke", "damaged"),
        (a_picture("png").read()[:-30], "damaged"),
        (not_a_zip(), "damaged"),
        (a_plain_archive(), "Archives are not kept"),
        (locked(), "password"),
        (an_office_document(vbaProject__bin=b"x").read(), "program"),
        (an_office_document(VBAPROJECT__BIN=b"x").read(), "program"),
        (a_bomb(), "unfolds"),
    ],
    ids=["empty", "php", "svg", "half pdf", "half png", "half zip", "zip", "password", "macros", "MACROS", "bomb"],
)
def test_whatever_is_no_document_is_refused_with_what_to_do(data, says):
    with pytest.raises(Refused) as refused:
        store_file(SimpleUploadedFile("contract.pdf", data))
    assert says in refused.value.messages[0]
    assert not StoredFile.objects.exists()
    assert not in_the_folder()


def test_more_than_20_mb_is_refused_without_reading_the_rest(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE", 10)
    upload = a_pdf()
    with pytest.raises(Refused, match="larger than 20 MB"):
        store_file(upload)
    assert upload.tell() == 11


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_FRAME", 63)
    with pytest.raises(Refused, match="kind that is not kept"):
        store_file(a_picture("png"))


def test_a_picture_with_a_program_behind_it_is_only_ever_handed_out_as_a_picture_to_keep():
    stored, name = store_file(a_picture("jpeg", after=b"<?php echo 1; ?>", name="shell.php"))
    response = download(stored, name)
    assert stored.file.name.endswith(".jpg")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'attachment; filename="shell.php.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\fakepath\\合同 2026.PDF", "合同 2026.PDF"),
        ("fdp\u202e.exe", "fdp.exe.pdf"),
        ("", "file.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("v1.2", "v1.2.pdf"),
        (f"{'长' * 300}.pdf", f"{'长' * 120}.pdf"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    assert clean_name(given, PDF) == kept
