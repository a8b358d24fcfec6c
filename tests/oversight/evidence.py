"""Drawing the pure input of a score."""

from decimal import Decimal

from hypothesis import strategies as st

from oversight.scoring import Evidence, Metric, Scheme

SHIPPED = Scheme(
    metrics_bp=5_000,
    inspections_bp=3_000,
    rectification_bp=2_000,
    minimum_coverage_bp=7_000,
    good_from_bp=8_500,
    near_from_bp=7_500,
    improve_from_bp=6_000,
)
values = st.decimals(min_value=-1000, max_value=1000, places=4)
small = st.integers(min_value=0, max_value=60)


@st.composite
def metrics(draw) -> Metric:
    return Metric(
        weight_bp=draw(st.integers(1, 10_000)),
        higher_is_better=draw(st.booleans()),
        target=draw(values),
        floor=draw(st.none() | values),
        readings=tuple(draw(st.lists(st.none() | values, max_size=5))),
    )


@st.composite
def evidences(draw) -> Evidence:
    planned, judged = draw(small), draw(small)
    return Evidence(
        metrics=tuple(draw(st.lists(metrics(), max_size=4))),
        inspections_planned=planned,
        inspections_approved=draw(st.integers(0, planned)),
        answers_judged=judged,
        answers_passed=draw(st.integers(0, judged)),
        veto_findings=draw(st.integers(0, 3)),
        orders_on_time=draw(small),
        orders_late=draw(small),
        orders_never_fixed=draw(small),
    )


@st.composite
def schemes(draw) -> Scheme:
    first, second = sorted(draw(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000))))
    bands = draw(st.lists(st.integers(1, 10_000), min_size=3, max_size=3, unique=True))
    improve, near, good = sorted(bands)
    return Scheme(first, second - first, 10_000 - second, draw(st.integers(0, 10_000)), good, near, improve)


def a_metric(*readings: int | str | None, **fields) -> Metric:
    """Higher is better, target 90, floor 50, full weight, unless told."""
    given = {"weight_bp": 10_000, "higher_is_better": True, "target": Decimal(90), "floor": Decimal(50), **fields}
    return Metric(readings=tuple(None if value is None else Decimal(value) for value in readings), **given)


def some_evidence(**fields) -> Evidence:
    """Everything known and perfect, unless told."""
    given = {
        "metrics": (a_metric(90),),
        "inspections_planned": 3,
        "inspections_approved": 3,
        "answers_judged": 12,
        "answers_passed": 12,
        "veto_findings": 0,
        "orders_on_time": 1,
        "orders_late": 0,
        "orders_never_fixed": 0,
        **fields,
    }
    return Evidence(**given)
