"""Scheduled work of the promise: each task is one line around a plain function."""

from celery import shared_task
from django.utils import timezone

from contracts.sealing import seal_pending


@shared_task
def seal_audit() -> None:
    seal_pending(at=timezone.now())
