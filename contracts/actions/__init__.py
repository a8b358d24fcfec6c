"""Every write of the promise, in the order of a contract's life: this list is the process map."""

from contracts.actions.reference import change_reference, load_reference, register_reference, remove_holiday
from contracts.actions.law_versions import (
    add_scope_condition,
    change_law,
    change_scope_condition,
    register_law,
    remove_scope_condition,
    renew_law,
)
from contracts.actions.people import (
    change_agency,
    change_user,
    choose_language,
    choose_password,
    close_account,
    found_agency,
    open_portal,
    register_user,
)
from contracts.actions.vendor import change_vendor, register_vendor
from contracts.actions.credit import (
    approve_waiver,
    lift_restriction,
    record_certificate,
    record_credit_query,
    restrict_vendor,
    revoke_certificate,
)
from contracts.actions.vetting import Checked, record_training, review_vendor
from contracts.actions.tender import (
    announce_tender,
    award_tender,
    cancel_tender,
    change_tender,
    correct_bid,
    disqualify_bid,
    file_contract,
    publish_award_notice,
    record_bid,
    register_tender,
    withdraw_bid,
)
from contracts.actions.contract import (
    activate_contract,
    change_contract,
    discard_contract,
    publish_contract,
    register_contract,
)
from contracts.actions.document import add_document, withdraw_document
from contracts.actions.legality import answer_condition, confirm_legality
from contracts.actions.terms import add_term, change_term, remove_term
from contracts.actions.term_set import add_usual_terms
from contracts.actions.duty import acknowledge_duty, assign_duty, end_duty, hand_over_duty, withdraw_duty
from contracts.actions.delegation import delegate_duty, end_delegation
from contracts.actions.amendment import add_amendment
from contracts.actions.acceptance import record_acceptance
from contracts.actions.payment import cancel_payment, change_payment, plan_payment, release_payment, sign_payment
from contracts.actions.hold import lift_hold, place_hold
from contracts.actions.succession import pass_on_contract, succeed_agency
from contracts.actions.ending import close_contract, resume_contract, suspend_contract, terminate_contract
from contracts.actions.register_import import import_register
from contracts.actions.ocds import import_ocds
from contracts.actions.uploads import (
    check_again,
    check_table,
    load_table,
    order_load,
    remove_old_uploads,
    upload_table,
)
from contracts.actions.reported import load_reported
from contracts.actions.export import record_export
from contracts.actions.token import issue_token, revoke_token

__all__ = [
    "Checked",
    "acknowledge_duty",
    "activate_contract",
    "add_amendment",
    "add_document",
    "add_scope_condition",
    "add_term",
    "add_usual_terms",
    "announce_tender",
    "answer_condition",
    "approve_waiver",
    "assign_duty",
    "award_tender",
    "cancel_payment",
    "cancel_tender",
    "change_agency",
    "change_contract",
    "change_law",
    "change_payment",
    "change_reference",
    "change_scope_condition",
    "change_tender",
    "change_term",
    "change_user",
    "change_vendor",
    "check_again",
    "check_table",
    "choose_language",
    "choose_password",
    "close_account",
    "close_contract",
    "confirm_legality",
    "correct_bid",
    "delegate_duty",
    "discard_contract",
    "disqualify_bid",
    "end_delegation",
    "end_duty",
    "file_contract",
    "found_agency",
    "hand_over_duty",
    "import_ocds",
    "import_register",
    "issue_token",
    "lift_hold",
    "lift_restriction",
    "load_reference",
    "load_reported",
    "load_table",
    "open_portal",
    "order_load",
    "pass_on_contract",
    "place_hold",
    "plan_payment",
    "publish_award_notice",
    "publish_contract",
    "record_acceptance",
    "record_bid",
    "record_certificate",
    "record_credit_query",
    "record_export",
    "record_training",
    "register_contract",
    "register_law",
    "register_reference",
    "register_tender",
    "register_user",
    "register_vendor",
    "release_payment",
    "remove_holiday",
    "remove_old_uploads",
    "remove_scope_condition",
    "remove_term",
    "renew_law",
    "restrict_vendor",
    "resume_contract",
    "review_vendor",
    "revoke_certificate",
    "revoke_token",
    "sign_payment",
    "succeed_agency",
    "suspend_contract",
    "terminate_contract",
    "upload_table",
    "withdraw_bid",
    "withdraw_document",
    "withdraw_duty",
]
