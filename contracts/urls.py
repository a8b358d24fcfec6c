"""Addresses without a language: signing in and out, and choosing the language."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from contracts import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", views.set_preferred_language, name="set_preferred_language"),
]
