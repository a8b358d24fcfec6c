"""Uploads of every kind that is kept, small enough to be made for each test."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def a_pdf(text: str = "signed") -> SimpleUploadedFile:
    """Other text, other bytes."""
    return SimpleUploadedFile("contract.pdf", f"%PDF-1.7\n% {text}\n%%EOF\n".encode(), "application/pdf")


def a_picture(kind: str = "jpeg", *, after: bytes = b"", name: str = "") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind.upper())
    return SimpleUploadedFile(name or f"scan.{kind}", out.getvalue() + after)


def an_office_document(
    part: str = "word/document.xml", *, content: bytes = b"<x/>", **more: bytes
) -> SimpleUploadedFile:
    """``more`` names further parts of the zip, with a dot written as two underscores."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(part, content)
        for name, data in more.items():
            archive.writestr(name.replace("__", "."), data)
    return SimpleUploadedFile("document.docx", out.getvalue())
