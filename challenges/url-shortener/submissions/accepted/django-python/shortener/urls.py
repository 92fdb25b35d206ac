from django.urls import path

from shortener import views

urlpatterns = [
    path("healthz", views.health),
    path("links", views.collection),
    path("links/<str:code>", views.link),
    path("<str:code>", views.follow),
]
