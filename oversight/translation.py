"""Fields that are kept in both languages."""

from modeltranslation.translator import TranslationOptions, register

from oversight import models


@register(models.Flag)
class FlagTranslation(TranslationOptions):
    fields = ("subject",)
