import json

from django.db import IntegrityError
from django.db.models import F
from django.http import HttpResponse, JsonResponse

from shortener.models import Link
from shortener.rules import host_of, is_alias, random_code


def fail(status, code):
    return JsonResponse({"error": code}, status=status)


def health(request):
    return JsonResponse({"status": "ok"})


def collection(request):
    return create(request) if request.method == "POST" else of_host(request)


def create(request):
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return fail(400, "invalid_json")
    url, alias = body.get("url"), body.get("alias")
    if not host_of(url):
        return fail(422, "invalid_url")
    if alias is not None and not is_alias(alias):
        return fail(422, "invalid_alias")
    while True:
        try:
            link = Link.objects.create(code=alias or random_code(), url=url, host=host_of(url))
        except IntegrityError:
            if alias:
                return fail(409, "alias_taken")
            continue
        return JsonResponse(link.as_dict(), status=201, headers={"Location": f"/links/{link.code}"})


def of_host(request):
    host = request.GET.get("host")
    if not host:
        return fail(400, "host_required")
    found = Link.objects.filter(host=host.lower(), deleted=False).order_by("id")
    return JsonResponse({"links": [link.as_dict() for link in found]})


def missing(code):
    return fail(410, "gone") if Link.objects.filter(code=code).exists() else fail(404, "not_found")


def link(request, code):
    alive = Link.objects.filter(code=code, deleted=False)
    if request.method == "DELETE":
        return HttpResponse(status=204) if alive.update(deleted=True) else missing(code)
    found = alive.first()
    return JsonResponse(found.as_dict()) if found else missing(code)


def follow(request, code):
    alive = Link.objects.filter(code=code, deleted=False)
    if request.method == "GET":
        alive.update(clicks=F("clicks") + 1)
    found = alive.first()
    if found is None:
        return missing(code)
    return HttpResponse(status=302, headers={"Location": found.url, "Cache-Control": "no-store"})
