"""Scheduled work of the promise: each task is one line around a plain function."""

from celery import shared_task
from django.utils import timezone

from contracts import actions
from contracts.actions.uploads import handle_import as handle_one
from contracts.models import RegisterImport, User
from contracts.sealing import seal_pending


@shared_task
def seal_audit() -> None:
    seal_pending(at=timezone.now())


@shared_task
def handle_import(pk: int) -> None:
    """Check or load one uploaded table, whichever is its turn."""
    handle_one(pk, at=timezone.now())


@shared_task
def handle_imports_left() -> None:
    """Knock again for whatever was lost, and clear away old files."""
    at = timezone.now()
    for pk in RegisterImport.objects.left(at).values_list("pk", flat=True):
        handle_import.apply_async([pk], expires=55)
    actions.remove_old_uploads(by=User.objects.automation(), at=at)
