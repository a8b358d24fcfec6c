"""Settings of the measurements: the product's own, in the throw-away folder that `python -m tests.benchmarks` makes."""

from oversight.settings import *  # it reads the folder from the environment

# The hashed names of static files would need a run of collectstatic first.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where there is none
