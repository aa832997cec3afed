"""What must hold of every file: unique names, and sizes that can be read at a sitting."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
OTHERS = sorted(path for folder in ("benchmarks", "tests/support") for path in (ROOT / folder).rglob("*.py"))
LINES_OF_A_FILE = 350
LINES_OF_A_FUNCTION = 60
MUTABLE_FIELDS_OF_A_CLASS = 8
RECORD_MODULES = ("columns.py", "rows.py")  # one of each in every folder of a kind of record
IMMUTABLE_BASES = {"NamedTuple", "TypedDict", "Protocol", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}
CONFIGURATIONS = {"ConfigDict", "SettingsConfigDict"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def name_of(node: ast.expr) -> str:
    """The last name of ``a``, ``x.a``, ``a(...)`` or ``a[...]``."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=inner) | ast.Subscript(value=inner):
            return name_of(inner)
    return ""


def says_frozen(keywords: list[ast.keyword]) -> bool:
    return any(k.arg == "frozen" and isinstance(k.value, ast.Constant) and k.value.value is True for k in keywords)


def is_immutable(node: ast.ClassDef) -> bool:
    """Whether no field can be set once an instance is made: frozen, or of a kind that is."""
    calls = [d for d in node.decorator_list if isinstance(d, ast.Call)]
    calls += [
        statement.value
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Call)
        and name_of(statement.value) in CONFIGURATIONS
    ]
    frozen = says_frozen(node.keywords) or any(says_frozen(call.keywords) for call in calls)
    return frozen or any(name_of(base) in IMMUTABLE_BASES for base in node.bases)


def assigned(target: ast.expr) -> Iterator[str]:
    """The attributes of ``self`` that an assignment sets."""
    match target:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from assigned(part)
        case ast.Starred(value=inner):
            yield from assigned(inner)
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            yield name


def targets_in(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(targets=targets):
            yield from targets
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target) | ast.For(target=target):
            yield target
        case ast.withitem(optional_vars=ast.expr() as target):
            yield target


def fields(node: ast.ClassDef) -> set[str]:
    """The annotated fields of a class, and what its methods set on ``self``."""
    declared = {
        statement.target.id
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and name_of(statement.annotation) != "ClassVar"
    }
    methods = [statement for statement in node.body if isinstance(statement, FUNCTIONS)]
    inner = [part for method in methods for part in ast.walk(method)]
    return declared | {name for part in inner for target in targets_in(part) for name in assigned(target)}


def nodes(path: Path, *kinds: type[ast.AST]) -> list[ast.AST]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, kinds)]


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"  # type: ignore[attr-defined]


def test_no_two_modules_share_a_name() -> None:
    named = defaultdict(list)
    for path in MODULES:
        of_records = path.name in RECORD_MODULES and path.parent.parent == ROOT / "pipeline" / "assemble"
        if path.name != "__init__.py" and not of_records:
            named[path.name].append(str(path.relative_to(ROOT)))
    assert [paths for paths in named.values() if len(paths) > 1] == []


def test_no_file_is_too_long() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in [*MODULES, *OTHERS]}
    assert {str(path.relative_to(ROOT)): n for path, n in lines.items() if n > LINES_OF_A_FILE} == {}


def test_no_function_is_too_long() -> None:
    lines = {
        place(path, node): node.end_lineno - node.lineno + 1  # type: ignore[attr-defined]
        for path in MODULES
        for node in nodes(path, *FUNCTIONS)
    }
    assert {name: n for name, n in lines.items() if n > LINES_OF_A_FUNCTION} == {}


def test_no_class_has_too_many_mutable_fields() -> None:
    counts = {
        place(path, node): len(fields(node))  # type: ignore[arg-type]
        for path in MODULES
        for node in nodes(path, ast.ClassDef)
        if not is_immutable(node)  # type: ignore[arg-type]
    }
    assert {name: n for name, n in counts.items() if n > MUTABLE_FIELDS_OF_A_CLASS} == {}


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("class A:\n    a: int\n    b: ClassVar[int] = 1\n    def f(self):\n        self.c = self.a = 1", 2),
        ("class A:\n    def f(self):\n        self.a, (self.b, *self.c) = x\n        self.a += 1", 3),
        ("class A:\n    def f(self):\n        self.a: int = 1", 1),
        ("class A:\n    def f(self):\n        other.a = 1\n        self.b[0] = 1\n        self.c.d = 1", 0),
        ("class A:\n    def f(self):\n        with x as self.a:\n            for self.b in y: pass", 2),
    ],
)
def test_fields_are_counted_where_they_are_set(code: str, count: int) -> None:
    assert len(fields(ast.parse(code).body[0])) == count  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "immutable"),
    [
        ("@dataclass(frozen=True, slots=True)\nclass A: a: int", True),
        ("@dataclasses.dataclass(frozen=True)\nclass A: a: int", True),
        ("@dataclass(slots=True)\nclass A: a: int", False),
        ("@dataclass\nclass A: a: int", False),
        ("class A(BaseModel):\n    model_config = ConfigDict(frozen=True)", True),
        ("class A(BaseModel, frozen=True): a: int", True),
        ("class A(BaseModel):\n    model_config = ConfigDict(extra='forbid')", False),
        ("class A(typing.NamedTuple): a: int", True),
        ("class A(Protocol[T]): a: int", True),
        ("class A(StrEnum): A = 'a'", True),
        ("class A: pass", False),
    ],
)
def test_what_counts_as_immutable(code: str, immutable: bool) -> None:
    assert is_immutable(ast.parse(code).body[0]) is immutable  # type: ignore[arg-type]
