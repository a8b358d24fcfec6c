"""What stands between a bare clone and a working .venv."""

import ast
import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import environment
from tools.environment import ROOT, Problem

OLD_PYTHON = """
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.argv = ["tools", "run"]
runpy.run_module("tools", run_name="__main__")
"""


def listening_socket() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.2\n")
    return folder


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("Django==5.2.19\n")
    return path


def test_an_old_python_is_told_in_one_line_what_to_do() -> None:
    done = subprocess.run([sys.executable, "-c", OLD_PYTHON], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Oversight needs Python 3.11 or newer; this one is 3.9."
        " Install a newer one and name it: make run PYTHON=/path/to/python3.11"
    ]


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_what_an_old_python_reads_first_is_written_in_words_it_knows(name: str) -> None:
    source = (ROOT / "tools" / name).read_text()
    ast.parse(source, feature_version=(3, 4))
    assert not re.search(r"\bf[\"']", source)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_which_package_to_install(missing: str) -> None:
    with pytest.raises(Problem, match=r"sudo apt install python3\.\d+-venv") as caught:
        environment.require_venv_modules(find=lambda name: None if name == missing else object())
    assert "\n" not in str(caught.value)


def test_a_complete_python_may_make_environments() -> None:
    environment.require_venv_modules()


def test_the_port_is_8000_unless_named() -> None:
    assert environment.port_from({}) == 8000
    assert environment.port_from({"PORT": ""}) == 8000
    assert environment.port_from({"PORT": "8099"}) == 8099


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "80 ", "٨٠"])
def test_a_port_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="PORT must be a number"):
        environment.port_from({"PORT": text})


def test_a_busy_port_is_named_with_the_way_out() -> None:
    with listening_socket() as listener:
        port = listener.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} is busy.*make run PORT={port + 1}"):
            environment.require_free_port(port)


def test_a_port_bound_by_a_program_that_does_not_answer_yet_is_busy() -> None:
    with socket.socket() as quiet:
        quiet.bind(("127.0.0.1", 0))
        port = quiet.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} is busy"):
            environment.require_free_port(port)


def test_a_free_port_passes() -> None:
    with listening_socket() as listener:
        port = listener.getsockname()[1]
    environment.require_free_port(port)


def test_an_environment_of_a_new_enough_python_is_usable(venv: Path) -> None:
    assert environment.is_usable(venv)


def test_an_environment_of_an_old_python_is_not_usable(venv: Path) -> None:
    (venv / "pyvenv.cfg").write_text("version = 3.9.2\n")
    assert not environment.is_usable(venv)


def test_an_environment_whose_python_is_gone_is_not_usable(venv: Path) -> None:
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("/nowhere/python3")
    assert not environment.is_usable(venv)


def test_a_half_made_environment_is_not_usable(venv: Path) -> None:
    (venv / "pyvenv.cfg").unlink()
    assert not environment.is_usable(venv)


class Installations:
    """Stands for running commands; remembers those that install."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []

    def __call__(self, argv: Sequence[str]) -> None:
        if "install" in argv:
            self.commands.append(list(argv))


def test_requirements_are_installed_once_with_hashes(venv: Path, requirements: Path) -> None:
    run = Installations()
    for _ in range(2):
        environment.prepare([requirements], run=run, say=print, venv=venv)
    assert len(run.commands) == 1
    assert run.commands[0][-3:] == ["--require-hashes", "-r", str(requirements)]


def test_changed_requirements_are_installed_again(venv: Path, requirements: Path) -> None:
    run = Installations()
    environment.prepare([requirements], run=run, say=print, venv=venv)
    requirements.write_text("Django==5.2.20\n")
    environment.prepare([requirements], run=run, say=print, venv=venv)
    assert len(run.commands) == 2


def test_a_failed_installation_is_tried_again(venv: Path, requirements: Path) -> None:
    def fail(argv: object) -> None:
        raise Problem("no network")

    with pytest.raises(Problem, match="no network"):
        environment.prepare([requirements], run=fail, say=print, venv=venv)
    assert environment.outdated(venv, [requirements]) == [requirements]


def test_a_missing_environment_is_made_first(tmp_path: Path, requirements: Path) -> None:
    venv = tmp_path / "new"
    commands: list[list[str]] = []

    def make(argv: Sequence[str]) -> None:
        commands.append(list(argv))
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        if not (venv / "bin" / "python").exists():
            (venv / "bin" / "python").symlink_to(sys.executable)

    environment.prepare([requirements], run=make, say=print, venv=venv)
    assert commands[0] == [sys.executable, "-m", "venv", "--clear", str(venv)]
    assert "install" in commands[-1]


def test_the_digest_tells_contents_and_names_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("x")
    second.write_text("x")
    before = environment.digest_of([first])
    assert before != environment.digest_of([second])
    first.write_text("y")
    assert before != environment.digest_of([first])
