"""Fields that are kept in both languages."""

from modeltranslation.translator import TranslationOptions, register

from inspections import models


@register(models.Checklist)
class ChecklistTranslation(TranslationOptions):
    fields = ("title",)


@register(models.ChecklistItem)
class ChecklistItemTranslation(TranslationOptions):
    fields = ("prompt", "help_text", "unit")


@register(models.Answer)
class AnswerTranslation(TranslationOptions):
    """The wording is copied with the answer, so that a later edition of the checklist changes no history."""

    fields = ("prompt", "unit")
