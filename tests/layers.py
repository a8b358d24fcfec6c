"""What a lower layer must not know of a higher one, read from the source.

contracts <- inspections <- oversight. Each function lists breaches as sentences; tests/test_layers.py expects none, and
plants some to see that they are found. oversight/settings.py and oversight/urls.py put the layers together and stand
at the top, where everything may be named.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
LAYERS = ("contracts", "inspections", "oversight")

# The table of roles is one for the whole portal, so it names the permissions of every layer.
NAMES_PERMISSIONS = {"contracts/roles.py"}
# Pages lead from one part of the site to the front door of another; no frame names anything behind it.
FRONT_DOORS = {"home", "field:inbox"}
# Folders of templates that belong to one layer; all others are shared from the bottom.
FOLDERS = {"field": "inspections", "public": "oversight"}
REVERSING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def higher_than(layer: str) -> tuple[str, ...]:
    return LAYERS[LAYERS.index(layer) + 1 :]


def modules(layer: str) -> Iterator[tuple[str, str]]:
    """(path from the root, source) of every module of a layer."""
    for path in sorted((ROOT / layer).rglob("*.py")):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


# ---- modules ----


def breaches_in_module(name: str, source: str, url_owners: dict[str, str]) -> list[str]:
    """Imports, names in strings (foreign keys, get_model, templates, tasks …) and addresses of a higher layer."""
    higher = higher_than(name.split("/")[0])
    tree = ast.parse(source)
    docstrings = _docstrings(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found += [f"imports {target}" for target in _imported(node, name) if target.split(".")[0] in higher]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            if _names(node.value, higher) and not (name in NAMES_PERMISSIONS and re.fullmatch(r"\w+\.\w+", node.value)):
                found.append(f"names “{node.value}”")
        elif isinstance(node, ast.Call) and _called(node) in REVERSING and node.args:
            address = getattr(node.args[0], "value", None)
            part_of_a_page = "/templatetags/" in name and address in FRONT_DOORS
            if url_owners.get(str(address)) in higher and not part_of_a_page:
                found.append(f"leads to “{address}”")
    return [f"{name}: {breach}" for breach in found]


def signals_in_module(name: str, source: str) -> list[str]:
    """Receivers of signals: what is written must be seen in the action that writes it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) == "connect":
            found.append(f"{name}:{node.lineno}: connects to a signal")
        for decorator in getattr(node, "decorator_list", []):
            callee = decorator.func if isinstance(decorator, ast.Call) else decorator
            if _last_name(callee) == "receiver":
                found.append(f"{name}:{node.lineno}: receives a signal")
    return found


def _imported(node: ast.Import | ast.ImportFrom, name: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    package = name.removesuffix(".py").split("/")[: -node.level] if node.level else []
    base = ".".join([*package, *([node.module] if node.module else [])])
    return [f"{base}.{alias.name}".lstrip(".") for alias in node.names]


def _names(text: str, higher: Iterable[str]) -> bool:
    """ "oversight", "oversight.Flag", "oversight:home", "oversight/x.html": the layer or something in it."""
    return any(re.match(rf"{layer}($|[.:/]\w)", text) for layer in higher)


def _called(node: ast.Call) -> str:
    return _last_name(node.func)


def _last_name(node: ast.AST) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _docstrings(tree: ast.AST) -> set[ast.Constant]:
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    first = [body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)]
    return {node for node in first if isinstance(node, ast.Constant)}


# ---- addresses ----


def url_owners(patterns: Iterable[URLPattern | URLResolver], namespace: str = "") -> dict[str, str]:
    """Which layer answers under the name of each address; names of the framework are left out."""
    owners: dict[str, str] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            owners |= url_owners(pattern.url_patterns, inner)
        elif pattern.name:
            view = getattr(pattern.callback, "view_class", getattr(pattern.callback, "cls", pattern.callback))
            owner = getattr(view, "__module__", "").split(".")[0]
            if namespace == "admin:":
                # Each table's pages are named for its layer; index, log-in and the like are the framework's
                owner = pattern.name.split("_")[0]
            if owner in LAYERS:
                owners[namespace + pattern.name] = owner
    return owners


# ---- templates ----


def templates_of(layer: str, sources: Iterable[str]) -> set[str]:
    """The templates that the modules of a layer name, and everything these extend or include.

    The lowest layer also has those that the framework finds by itself: the frames, the forms, the error pages.
    """
    every = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    named = {text for source in sources for text in re.findall(r"[\"']([\w/.-]+\.html)[\"']", source)}
    if layer == LAYERS[0]:
        by_name = {name for name in every if name.startswith("admin/panels/") or name == "admin/index.html"}
        named |= {name for name in every if name.split("/")[0] not in FOLDERS} - by_name
    reached: set[str] = set()
    waiting = named & every
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= (_drawn_in((TEMPLATES / name).read_text(encoding="utf-8")) & every) - reached
    return reached


def breaches_in_template(layer: str, name: str, source: str, url_owners: dict[str, str]) -> list[str]:
    """Folders, tag libraries and addresses of a layer higher than the one that shows this template."""
    higher = higher_than(layer)
    found = [f"draws in {other}" for other in _drawn_in(source) if FOLDERS.get(other.split("/")[0]) in higher]
    found += [f"is of {FOLDERS[folder]}" for folder in [name.split("/")[0]] if FOLDERS.get(folder) in higher]
    for address in re.findall(r"{%\s*url\s+[\"']([^\"']+)[\"']", source):
        if url_owners.get(address) in higher and address not in FRONT_DOORS:
            found.append(f"leads to “{address}”")
    libraries = {path.stem: layer for layer in higher for path in (ROOT / layer / "templatetags").glob("*.py")}
    for loaded in re.findall(r"{%\s*load\s+([^%]+?)\s*%}", source):
        found += [f"loads {tag} of {libraries[tag]}" for tag in loaded.split() if tag in libraries]
    return [f"{layer} shows {name}: {breach}" for breach in found]


def _drawn_in(source: str) -> set[str]:
    return set(re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", source))


# ---- models ----


def reverse_accessors(models: Iterable[type[Model]]) -> list[str]:
    """Names by which a row of a lower layer would lead to rows of a higher one; related_name="+" gives none."""
    found = []
    for model in models:
        layer = model._meta.app_label
        for relation in model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and relation.is_relation and not relation.concrete):
                continue
            other = relation.related_model._meta.app_label
            if other in higher_than(layer) and not relation.hidden:
                found.append(f"{model.__name__}.{relation.get_accessor_name()} leads to {other}")
    return found


def lower_models() -> list[type[Model]]:
    return [model for layer in LAYERS[:-1] for model in apps.get_app_config(layer).get_models()]
