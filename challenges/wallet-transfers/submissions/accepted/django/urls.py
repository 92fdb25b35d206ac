from django.http import JsonResponse
from django.urls import path

import views

urlpatterns = [
    path("healthz", lambda request: JsonResponse({"status": "ok"})),
    path("accounts", views.open_account),
    path("accounts/<str:name>", views.show_account),
    path("accounts/<str:name>/entries", views.show_entries),
    path("transfers", views.transfer),
]
