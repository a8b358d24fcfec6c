from django.urls import path

from inspections.field import views

app_name = "field"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/", views.filed, name="filed"),
    path("reports/<int:pk>/photos/<int:photo_pk>/", views.photo, name="photo"),
]
