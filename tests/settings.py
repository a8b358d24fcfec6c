"""Settings of the tests: the product's own, in a throw-away folder and with a fast password hasher."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if _worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Parallel test processes each have a folder inside the one that the first process made and removes.
    _folder = Path(os.environ["VAR_DIR"]) / _worker
else:
    _folder = Path(tempfile.mkdtemp(prefix="oversight-tests-"))
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["VAR_DIR"] = str(_folder)

from oversight.settings import *  # it reads the folder from the environment

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where there is none, and warnings are errors
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the live server and a real worker see it as they do in the product, WAL and locks included.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
