"""Forms get the house look and their accessible wiring from the templates, without a line of code in the form."""

from django import forms
from django.template.loader import render_to_string


class Visit(forms.Form):
    place = forms.CharField(help_text="Where you were")
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"class": "tall"}))
    passed = forms.ChoiceField(choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I was there")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_control_has_the_house_class_beside_its_own():
    form = Visit()
    assert 'class="input"' in str(form["place"])
    assert 'class="input tall"' in str(form["note"])
    assert "class" not in str(form["token"])


def test_hint_and_error_are_tied_to_their_control():
    markup = render_to_string("includes/field.html", {"field": Visit({})["place"]})
    assert 'aria-describedby="id_place_helptext id_place_error"' in markup
    assert 'id="id_place_helptext"' in markup
    assert 'id="id_place_error"' in markup
    assert 'aria-invalid="true"' in markup


def test_only_what_may_stay_blank_says_so():
    form = Visit()
    assert "(optional)" in render_to_string("includes/field.html", {"field": form["note"]})
    assert "(optional)" not in render_to_string("includes/field.html", {"field": form["place"]})


def test_several_controls_share_a_legend():
    markup = render_to_string("includes/field.html", {"field": Visit()["passed"]})
    assert "<fieldset" in markup
    assert "<legend>Passed</legend>" in markup


def test_a_tick_box_stands_before_its_label():
    markup = render_to_string("includes/field.html", {"field": Visit()["sure"]})
    assert markup.index("<input") < markup.index("I was there")


def test_the_error_summary_links_to_every_wrong_field():
    markup = render_to_string("includes/error_summary.html", {"form": Visit({})})
    assert 'href="#id_place"' in markup
    assert 'href="#id_passed_0"' in markup
    assert 'role="alert"' in markup


def test_there_is_no_error_summary_without_errors():
    form = Visit({"place": "K2", "passed": "y", "sure": "on"})
    assert form.is_valid()
    assert render_to_string("includes/error_summary.html", {"form": form}).strip() == ""
