"""What a step of a process asks for: the arguments of its action, by name."""

from rest_framework import serializers

from contracts.api.serializers import Named
from contracts.models import Bid, Contract, User


class Nothing(serializers.Serializer):
    pass


class Reason(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class Announcement(serializers.Serializer):
    notice_on = serializers.DateField()
    documents_from = serializers.DateField(required=False, allow_null=True, default=None)
    documents_until = serializers.DateField(required=False, allow_null=True, default=None)
    bids_due_on = serializers.DateField(required=False, allow_null=True, default=None)


class Award(serializers.Serializer):
    bid = Named("pk", queryset=Bid.objects.all())
    opened_on = serializers.DateField()
    awarded_on = serializers.DateField()
    reason = serializers.CharField(max_length=300, required=False, default="")


class AwardNotice(serializers.Serializer):
    award_notice_on = serializers.DateField()


class Filing(serializers.Serializer):
    filed_on = serializers.DateField()


class Termination(Reason):
    ground = serializers.ChoiceField(Contract.TerminationGround.choices)


class Handover(serializers.Serializer):
    to = Named("username", queryset=User.objects.all())
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class OnDay(serializers.Serializer):
    on = serializers.DateField(required=False)
