"""The Celery application. The database is the record; the broker only wakes workers."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oversight.settings")
TRANSPORT_ALIASES["filesystem"] = "oversight.broker:Transport"

app = Celery("oversight")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
