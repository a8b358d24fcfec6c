"""Fields that are kept in both languages."""

from modeltranslation.translator import TranslationOptions, register

from contracts import models


@register([models.Agency, models.Vendor, models.ServiceKind, models.Holiday])
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register(models.User)
class UserTranslation(TranslationOptions):
    fields = ("name", "post")


@register([models.Contract, models.Tender])
class ContractTranslation(TranslationOptions):
    fields = ("title",)


@register(models.Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "formula", "counter_check")


@register(models.WorkSection)
class WorkSectionTranslation(TranslationOptions):
    fields = ("lining",)


@register(models.ScopeItem)
class ScopeItemTranslation(TranslationOptions):
    fields = ("name", "reason", "source", "jurisdiction")


@register(models.LegalRule)
class LegalRuleTranslation(TranslationOptions):
    fields = ("name", "source", "jurisdiction")


@register([models.ScopeCondition, models.VettingQuestion])
class WordingTranslation(TranslationOptions):
    fields = ("text",)


@register(models.VettingAnswer)
class VettingAnswerTranslation(TranslationOptions):
    fields = ("wording",)
