"""Scheduled work of the evidence layer: each task is one line around an action."""

from celery import shared_task
from django.utils import timezone

from contracts.models import User
from inspections import actions


@shared_task
def schedule_due_work() -> None:
    actions.schedule_due_work(by=User.objects.automation(), at=timezone.now())
