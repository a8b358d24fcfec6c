"""A PostgreSQL server in a temporary folder, without network, gone when the tests are."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tools.environment import Problem

USER = "postgres"


def _run(argv: list[str], *, log: Path) -> None:
    # Through a file, not a pipe: the server keeps its output open after pg_ctl has ended.
    with log.open("ab") as output:
        status = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/").returncode
    if status:
        raise Problem(f"PostgreSQL for the tests did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def throwaway_postgres(bin_dir: Path) -> Iterator[str]:
    """Yields a DATABASE_URL. The server refuses to run as root, so root lends it the account named postgres."""
    folder = Path(tempfile.mkdtemp(prefix="oversight-pg-"))
    log = folder / "start.log"
    as_user: list[str] = []
    if os.geteuid() == 0:
        try:
            account = pwd.getpwnam(USER)
        except KeyError:
            raise Problem(f"PostgreSQL does not run as root, and there is no account “{USER}” to run it as.") from None
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_user = ["runuser", "-u", USER, "--"]
    data, pg_ctl = str(folder / "data"), [*as_user, str(bin_dir / "pg_ctl"), "-D", str(folder / "data")]
    try:
        initdb = [*as_user, str(bin_dir / "initdb"), "-D", data, "-A", "trust", "-U", USER]
        _run([*initdb, "-E", "UTF8", "--locale=C", "-N"], log=log)
        # A test database is never recovered: speed instead of safety on disk.
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        _run([*pg_ctl, "-w", "-o", options, "start"], log=log)
        try:
            yield f"postgres://{USER}@/{USER}?host={quote(str(folder))}"
        finally:
            subprocess.run([*pg_ctl, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, cwd="/")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
