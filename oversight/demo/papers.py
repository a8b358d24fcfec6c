"""The papers and the money of the county's contracts: documents, acceptances, payments, an amendment, a termination."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from contracts import actions
from contracts.models import Acceptance, Amendment, Contract, Document, Duty, Payment
from oversight.demo.county import County, bilingual
from oversight.demo.diary import days, moment
from oversight.demo.plans import ContractPlan
from oversight.demo.turns import SHALLOW

# The contract whose supplement went beyond the tenth that the law allows, and the one that was broken off
AMENDED, TERMINATED = "lines-2", "canal-2"
WORKS = "irrigation"
CHIEF_SUPERVISOR = "luo.jian"
FIRST_PART = Decimal("0.6")
BUDGET_LINE = {"hotline": "2010399", WORKS: "2130305", "social_media": "2013399", "online_service": "2010350"}
MANAGING = {"hotline": 4, WORKS: 3, "social_media": 2, "online_service": 2}
YUAN_A_HEAD = {"hotline": 120_000, WORKS: 400_000, "social_media": 150_000, "online_service": 180_000}


def of_the_draft(plan: ContractPlan) -> dict[str, Any]:
    """The money and the people behind the service, as they are entered with the draft."""
    return {
        "budget_line": BUDGET_LINE[plan.kind],
        "agreed_staff": max(int(Decimal(plan.amount) / plan.months * 12 / YUAN_A_HEAD[plan.kind]), 3),
        "managing_staff": MANAGING[plan.kind],
    }


def file(county: County, plan: ContractPlan, contract: Contract, at: datetime) -> None:
    """The signed contract and the rulebook of its kind of service, which is one file for all of that kind."""
    papers = {
        Document.Kind.CONTRACT: (
            bilingual("Signed contract", "签署的合同"),
            a_pdf(f"Contract {contract.reference}", "contract.pdf"),
        ),
        Document.Kind.RULEBOOK: (
            bilingual("Rulebook of the service", "服务管理制度"),
            a_pdf(f"Rulebook: {plan.kind}", "rulebook.pdf"),
        ),
    }
    for kind, (title, upload) in papers.items():
        actions.add_document(contract, kind=kind, title=title, upload=upload, by=county.people[plan.clerk], at=at)


def name_supervisor(county: County, plan: ContractPlan, at: datetime) -> None:
    """Works have a chief supervisor, over whose name they are paid."""
    if plan.kind == WORKS:
        contract, clerk = county.contracts[plan.key], county.people[plan.clerk]
        actions.assign_duty(contract, county.people[CHIEF_SUPERVISOR], Duty.Role.SUPERVISOR, by=clerk, at=at)


def enter(county: County, plan: ContractPlan, first: date) -> None:
    """Note in the diary what is paid: one part in the middle of the term, the rest after its end."""
    last, diary = plan.last_day(first), county.diary
    middle = county.working_day(first + (last - first) // 2)
    diary.enter(moment(first, 11), partial(_plan_payments, county, plan, middle, last + days(20)))
    diary.enter(moment(middle, 10), partial(accept, county, plan, is_final=False))
    diary.enter(moment(county.calendar.add(middle, 3), 15), partial(_pay, county, plan, 1))
    diary.enter(moment(county.calendar.add(last + days(20), 1), 15), partial(_pay, county, plan, 2))
    if plan.key == AMENDED:
        diary.enter(moment(county.working_day(first + days(200)), 14), partial(_amend, county, plan))


def _plan_payments(county: County, plan: ContractPlan, middle: date, end: date, at: datetime) -> None:
    contract = county.contracts[plan.key]
    first = (contract.amount * FIRST_PART).quantize(Decimal("0.01"))
    parts = (
        (first, middle, bilingual("The first half of the term is accepted.", "前半期验收合格。")),
        (contract.amount - first, end, bilingual("The whole term is accepted.", "整个合同期验收合格。")),
    )
    for amount, due_on, condition in parts:
        actions.plan_payment(
            contract, amount=amount, condition=condition, due_on=due_on, by=county.people[plan.clerk], at=at
        )


def accept(county: County, plan: ContractPlan, at: datetime, *, is_final: bool) -> Acceptance:
    """Held the day before, with some of those the service is for. The canal that is too shallow did not pass."""
    subject = bilingual("The whole term", "整个合同期") if is_final else bilingual("First half", "前半期")
    passed = is_final or plan.key != SHALLOW
    return actions.record_acceptance(
        county.contracts[plan.key],
        subject=subject,
        held_on=at.date() - days(1),
        result=Acceptance.Result.PASSED if passed else Acceptance.Result.FAILED,
        user_representatives=3 + plan.number % 4,
        is_final=is_final,
        by=county.people[plan.clerk],
        at=at,
    )


def _pay(county: County, plan: ContractPlan, number: int, at: datetime) -> None:
    """The lead releases what was accepted; while something is held back, it is tried again a fortnight later."""
    contract = county.contracts[plan.key]
    payment = Payment.objects.planned().select_related("contract__agency").filter(contract=contract, number=number)
    accepted = contract.acceptances.passed().filter(is_final=number > 1).first()
    lead = contract.duties.leads().answering(contract.closed_on).select_related("person").first()
    if accepted is None or lead is None or not lead.person.is_active:
        return
    if contract.holds.open().exists() or contract.status == Contract.Status.SUSPENDED:
        county.diary.enter(at + days(14), partial(_pay, county, plan, number))
        return
    if plan.kind == WORKS:
        actions.sign_payment(payment.get(), by=county.people[CHIEF_SUPERVISOR], at=at)
    actions.release_payment(payment.get(), accepted, by=county.people[lead.person.username], at=at)


def _amend(county: County, plan: ContractPlan, at: datetime) -> None:
    contract = county.contracts[plan.key]
    actions.add_amendment(
        contract,
        kind=Amendment.Kind.SUPPLEMENT,
        signed_on=at.date(),
        amount_change=(contract.amount * 12 / 100).quantize(Decimal("0.01")),
        reason=bilingual("Forty more seats for the night shift.", "夜班增加四十个座席。"),
        upload=a_pdf(f"Amendment 1 of {contract.reference}", "amendment.pdf"),
        by=county.people[plan.clerk],
        at=at,
    )


def terminate(county: County, plan: ContractPlan, at: datetime) -> None:
    """Nothing is accepted, and the second part is never paid."""
    actions.terminate_contract(
        county.contracts[plan.key],
        ground=Contract.TerminationGround.BREACH,
        reason=bilingual("The last stretch was never delivered.", "最后一段始终未交付。"),
        by=county.people[plan.clerk],
        at=at,
    )


def suspend(county: County, key: str, at: datetime) -> None:
    contract = county.contracts[key]
    reason = bilingual(
        "The account is being merged with the county's; nothing is posted until then.",
        "账号正与县级账号整合，整合期间暂停发布。",
    )
    clerk = county.people[county.plans[contract.pk].clerk]
    county.contracts[key] = actions.suspend_contract(contract, reason=reason, by=clerk, at=at)


def a_pdf(line: str, name: str) -> UploadedFile:
    """One page with one line in Latin letters, and below it that it is made up."""
    text = f"BT /F1 20 Tf 72 720 Td ({line}) Tj 0 -32 Td /F1 12 Tf (Made up for the demonstration) Tj ET"
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(parts) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return UploadedFile(ContentFile(f"{body}{end}startxref\n{len(body)}\n%%EOF\n".encode()), name)
