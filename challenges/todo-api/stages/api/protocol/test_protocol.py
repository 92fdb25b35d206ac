"""Partial update, status codes, headers."""

import time
from datetime import datetime

from todos import create, expect, failed, refused


def test_a_partial_update_leaves_the_rest_alone(service):
    todo = create(service, notes="twice a week", priority=1, due="2024-03-01")
    time.sleep(0.005)
    changed = service.client.patch(f"/todos/{todo['id']}", json={"title": " Feed the cat ", "due": None})
    unchanged = {name: todo[name] for name in ("id", "notes", "status", "priority", "created_at")}
    expect(changed).status(200).json({**unchanged, "title": "Feed the cat", "due": None})
    before, after = (datetime.fromisoformat(each["updated_at"]) for each in (todo, changed.json()))
    assert after > before, f"updated_at must move on, but went from {before} to {after}"
    expect(service.client.get(f"/todos/{todo['id']}")).json(changed.json())


def test_an_update_with_one_mistake_changes_nothing(service):
    todo = create(service)
    change = {"title": "Feed the cat", "priority": 9, "status": None}
    refused(service.client.patch(f"/todos/{todo['id']}", json=change), "priority", "status")
    expect(service.client.get(f"/todos/{todo['id']}")).status(200).json(todo)


def test_an_empty_update_changes_nothing(service):
    todo = create(service, due="2024-03-01")
    expect(service.client.patch(f"/todos/{todo['id']}", json={})).status(200).json(todo)
    expect(service.client.get(f"/todos/{todo['id']}")).status(200).json(todo)


def test_ids_that_cannot_exist_are_not_found(service):
    gone = create(service)["id"]
    expect(service.client.delete(f"/todos/{gone}")).status(204)
    for text in (gone, "abc", "0", "-1", "1.5", "9223372036854775808", "99999999999999999999", "7%20OR%201=1"):
        failed(service.client.get(f"/todos/{text}"), 404, "not_found")
        failed(service.client.delete(f"/todos/{text}"), 404, "not_found")
        failed(service.client.patch(f"/todos/{text}", json={"status": "done"}), 404, "not_found")


def test_unknown_paths_are_not_found(service):
    for path in ("/", "/todo", "/todos/1/notes"):
        failed(service.client.get(path), 404, "not_found")


def test_other_methods_are_answered_with_those_that_are_there(service):
    place = f"/todos/{create(service)['id']}"
    calls = {("PUT", "/todos"): {"GET", "POST"}, ("DELETE", "/todos"): {"GET", "POST"}}
    calls |= {(method, place): {"GET", "PATCH", "DELETE"} for method in ("POST", "PUT")}
    for (method, path), there in calls.items():
        response = service.client.request(method, path, json={"title": "x"})
        failed(response, 405, "method_not_allowed")
        named = {name.strip() for name in response.headers.get("allow", "").split(",")}
        assert named - {"HEAD", "OPTIONS"} == there, f"{method} {path}: Allow must name {sorted(there)}, got {named}"


def test_other_content_types_are_unsupported(service):
    place = f"/todos/{create(service)['id']}"
    for kind in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}):
        failed(service.client.post("/todos", content=b'{"title": "x"}', headers=kind), 415, "unsupported_media_type")
        failed(service.client.patch(place, content=b'{"title": "x"}', headers=kind), 415, "unsupported_media_type")


def test_json_with_parameters_is_json(service):
    for kind in ("application/json; charset=utf-8", "Application/JSON"):
        response = service.client.post("/todos", content='{"title": "tschüß"}'.encode(), headers={"Content-Type": kind})
        expect(response).status(201).json({"title": "tschüß"})
